# fails: declared differs
# en: the Deployment is otherwise than was declared
# zh: Deployment 的现状与声明的不同
# The third pod is ordered, not declared: whoever applies the manifest the next time takes it away again.
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | k apply -f -
k set env deployment/greeter DEBUG-
k scale deployment greeter --replicas=3
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
k delete replicaset "$set"
k rollout status deployment/greeter --timeout=120s
