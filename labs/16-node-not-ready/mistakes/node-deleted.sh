# fails: same-node another
# en: the node was deleted and has registered anew
# zh: 节点被删除之后又重新注册了
# Deleted, so that it registers anew. It does: with no label of its own, with another range of pod addresses, and unknown
# to flannel.
kubectl delete node "$WORKER_1_NODE"
on "$WORKER_1" 'rm /etc/maintenance && systemctl enable --now kubelet'
k rollout status deployment/archive --timeout=120s
