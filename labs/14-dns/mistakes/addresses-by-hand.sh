# fails: headless selector
# en: the addresses behind bookshop-pods were written by hand, or its selector does not fit
# zh: bookshop-pods 背后的地址是手工写下的，或者它的选择器不合适
# The addresses of both pods are written down under the new name. They are right until a pod is replaced.
solution
k delete service bookshop-pods
addresses=$(k get pods --selector=app=bookshop -o jsonpath='{range .items[*]}{"{ip: "}{.status.podIP}{"}, "}{end}')
k apply -f - <<MANIFEST
apiVersion: v1
kind: Service
metadata:
  name: bookshop-pods
spec:
  clusterIP: None
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: v1
kind: Endpoints
metadata:
  name: bookshop-pods
subsets:
- addresses: [$addresses]
  ports: [{port: 8080}]
MANIFEST
