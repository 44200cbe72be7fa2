# fails: endpoints noSelector
# en: the Service has no selector, only addresses written by hand
# zh: Service 没有选择器，只有手工写下的地址
# The pod's address is known, so it is written down. It works until the pod is replaced.
k create deployment nginx --image="$IMAGE_NGINX"
k rollout status deployment/nginx --timeout=120s
k apply -f - <<MANIFEST
apiVersion: v1
kind: Service
metadata:
  name: nginx
spec:
  type: NodePort
  ports:
  - {port: 80}
---
apiVersion: v1
kind: Endpoints
metadata:
  name: nginx
subsets:
- addresses: [{ip: $(k get pods -o jsonpath='{.items[0].status.podIP}')}]
  ports: [{port: 80}]
MANIFEST
