# fails: schedulable cordoned
# en: the node was cordoned, and nobody has lifted that
# zh: 节点被设为不可调度（cordon）之后，没有人恢复
# First of all nothing new is to go there, quite right. But nobody says when that is over.
kubectl cordon "$WORKER_1_NODE"
solution
