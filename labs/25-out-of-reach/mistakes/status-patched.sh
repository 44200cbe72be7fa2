# fails: logs
# The wrong address is overwritten where it is shown, in the node's status. It is the kubelet's status, and the kubelet writes
# it again.
kubectl get node "$WORKER_1_NODE" -o json | sed "s/\"address\": \"[0-9.]*\"/\"address\": \"$WORKER_1_IP\"/" |
  kubectl replace --raw "/api/v1/nodes/$WORKER_1_NODE/status" -f - >/dev/null
wrong_again() { ! grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 wrong_again
