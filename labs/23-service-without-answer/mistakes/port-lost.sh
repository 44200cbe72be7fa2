# fails: same-address port
# en: the Service has lost its port on the nodes and got another one
# zh: Service 失去了原来的节点端口，换成了另一个
# For a moment the Service is of another type, to “reset” it. Its port on the nodes is given back, and another one comes.
solution
port=$(k get service shop -o jsonpath='{.spec.ports[0].nodePort}')
k patch service shop --type=json --patch '[{"op": "replace", "path": "/spec/type", "value": "ClusterIP"}, {"op": "remove", "path": "/spec/ports/0/nodePort"}]'
k patch service shop --patch '{"spec": {"type": "NodePort"}}'
# One time in thousands it is the same one.
[ "$(k get service shop -o jsonpath='{.spec.ports[0].nodePort}')" != "$port" ]
