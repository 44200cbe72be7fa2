# fails: node missing
# en: the node was deleted while its kubelet ran, and only a kubelet that starts registers one
# zh: 节点是在 kubelet 运行时删除的，而只有启动时 kubelet 才会注册节点
# All is well, and then the node is deleted, so that it registers anew and clean. Its kubelet runs on and does not think of it.
solution
kubectl delete node "$WORKER_1_NODE"
