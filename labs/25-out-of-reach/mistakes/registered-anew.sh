# fails: traffic
# All is mended, but by way of a deleted node: the new one has another range of pod addresses than the host's bridge and its
# pods.
kubectl delete node "$WORKER_1_NODE"
solution
