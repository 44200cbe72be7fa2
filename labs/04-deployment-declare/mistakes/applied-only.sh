# fails: page more
# en: something that the colleague had added is still there
# zh: 同事加上的东西还留着
# Applied, and every point of the manifest holds. What the manifest does not name is not looked at: DEBUG goes on.
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/' | k apply -f -
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
k delete replicaset "$set"
k rollout status deployment/greeter --timeout=120s
