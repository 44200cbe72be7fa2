# fails: tomorrow
# The node gets the label that kube-proxy looks for. The next node that joins will be without it.
kubectl label node "$WORKER_1_NODE" serves=customers
everywhere() { (($(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.numberReady}') == $(wc -w <<<"$NODES"))); }
wait_until 120 everywhere
