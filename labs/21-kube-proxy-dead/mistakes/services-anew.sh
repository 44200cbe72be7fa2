# fails: nodes
# The node has not heard of the new Service, nor of what became of the old one: so both are made once more.
for service in news news-mobile; do
  k delete service "$service"
  k expose deployment news --name="$service" --type=NodePort --port=80 --target-port=8080
done
