# fails: same another
# en: the Deployment was deleted and made anew
# zh: Deployment 被删除后重新创建
# A clean slate: deleted and applied. The result is right, and for some seconds nobody was there to greet.
k delete deployment greeter
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/' | k apply -f -
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[0].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
k delete replicaset "$set"
k rollout status deployment/greeter --timeout=120s
