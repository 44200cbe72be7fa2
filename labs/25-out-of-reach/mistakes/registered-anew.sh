# fails: traffic range
# en: the node was deleted and has registered with another range of pod addresses
# zh: 节点被删除后重新注册，Pod 地址段变了
# All is mended, but by way of a deleted node: the new one has another range of pod addresses than the host's bridge and its
# pods.
kubectl delete node "$WORKER_1_NODE"
solution
