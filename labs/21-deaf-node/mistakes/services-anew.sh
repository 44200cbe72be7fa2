# fails: nodes silent
# en: the Services are right, and a node still does not hear of them
# zh: Service 本身没有问题，而某个节点仍然得不到它的变化
# Deleted and made anew. They are as they were, and the node hears of the new ones as little as of the old.
for service in news news-mobile; do
  k delete service "$service"
  k expose deployment news --name="$service" --type=NodePort --port=80 --target-port=8080
done
