# fails: declared never
# en: the Deployment was never applied, only ordered about
# zh: Deployment 从未用 apply 声明过，只是用命令修改的
# `replace` puts the whole manifest in place, DEBUG is gone and everything is right. But it was an order like the others:
# the cluster does not know what was declared, and the next apply will again remove nothing.
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/' | k replace -f -
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
k delete replicaset "$set"
k rollout status deployment/greeter --timeout=120s
