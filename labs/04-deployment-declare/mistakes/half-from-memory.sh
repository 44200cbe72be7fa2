# fails: agreed differs
# en: the Deployment is not as the manifest says
# zh: Deployment 与清单文件不一致
# The manifest, but with more memory, for 16Mi looked like a typing error.
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/' | sed 's/16Mi/16M/' | k apply -f -
k set env deployment/greeter DEBUG-
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
k delete replicaset "$set"
k rollout status deployment/greeter --timeout=120s
