# fails: pressure
# The taint keeps the pods away, so the taint is removed. It stands for the node's condition and is back at once.
k wait pod --selector=app=press --for=condition=PodScheduled=False --timeout=60s
kubectl taint node "$WORKER_1_NODE" node.kubernetes.io/disk-pressure:NoSchedule-
back() { kubectl get node "$WORKER_1_NODE" -o jsonpath='{.spec.taints[*].key}' | grep -w node.kubernetes.io/disk-pressure; }
wait_until 60 back
