# fails: inside silent
# en: rules were written for what comes from outside, and none for the pods on the node
# zh: 只给外部来的访问写了规则，节点上的 Pod 用不上
# A Service is a DNAT rule, so the missing rules are written: each port leads to a pod. From outside all is well.
pod=$(k get pods --selector=app=news -o jsonpath='{.items[0].status.podIP}')
for service in news news-mobile; do
  port=$(k get service "$service" -o jsonpath='{.spec.ports[0].nodePort}')
  on "$WORKER_1" "iptables -t nat -I PREROUTING -p tcp --dport $port -j DNAT --to-destination $pod:8080"
done
