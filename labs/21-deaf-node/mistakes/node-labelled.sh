# fails: tomorrow excluded
# en: the nodes of today were given a label, and kube-proxy still asks for one that a new node does not have
# zh: 给现有的节点打了标签，而 kube-proxy 要求的标签新节点并没有
# The node gets the label that kube-proxy looks for. The next node that joins will be without it.
kubectl label node "$WORKER_1_NODE" serves=customers
everywhere() { (($(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.numberReady}') == $(wc -w <<<"$NODES"))); }
wait_until 120 everywhere
