# fails: next-pod noSelector
# en: the Service has no selector, only addresses written by hand
# zh: Service 没有选择器，只有手工写下的地址
# The selector is the trouble, so it goes, and the addresses of the pods are written down as its endpoints.
k patch service shop --type=json --patch '[{"op": "remove", "path": "/spec/selector"}]'
addresses=$(k get pods --selector=deployment=shop -o jsonpath='{range .items[*]}{"{ip: "}{.status.podIP}{"}, "}{end}')
k apply -f - <<MANIFEST
apiVersion: v1
kind: Endpoints
metadata:
  name: shop
subsets:
- addresses: [$addresses]
  ports: [{port: 8080}]
MANIFEST
