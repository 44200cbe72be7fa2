# fails: takes-pods closed
# en: a node was closed to new pods, and nobody has lifted that
# zh: 节点被设为不接受新的 Pod，之后没有人恢复
# First of all nobody else is to be caught there. Pods of a DaemonSet come all the same.
kubectl cordon "$WORKER_1_NODE"
solution
