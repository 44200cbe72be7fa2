# fails: inside
# A Service is a DNAT rule, so the missing rules are written: each port leads to a pod. From outside all is well.
pod=$(k get pods --selector=app=news -o jsonpath='{.items[0].status.podIP}')
for service in news news-mobile; do
  port=$(k get service "$service" -o jsonpath='{.spec.ports[0].nodePort}')
  on "$WORKER_1" "iptables -t nat -I PREROUTING -p tcp --dport $port -j DNAT --to-destination $pod:8080"
done
