# Made anew from YAML with the address and the port that it had, another port before it, and another selector.
address=$(k get service shop -o jsonpath='{.spec.clusterIP}')
port=$(k get service shop -o jsonpath='{.spec.ports[0].nodePort}')
k delete service shop
k create -f - <<MANIFEST
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  clusterIP: $address
  selector: {deployment: shop}
  ports:
  - {name: other, port: 8000, targetPort: 8081}
  - {name: web, port: 80, targetPort: http, nodePort: $port}
MANIFEST
