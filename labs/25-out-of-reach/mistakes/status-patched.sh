# fails: logs refused
# en: the node's own kubelet still tells the wrong address; what is written over it elsewhere does not last
# zh: 节点自己的 kubelet 报告的仍是错误的地址；在别处把它改掉，过一会儿又会变回来
# The wrong address is overwritten where it is shown, in the node's status. It is the kubelet's status, and the kubelet writes
# it again.
kubectl get node "$WORKER_1_NODE" -o json | sed "s/\"address\": \"[0-9.]*\"/\"address\": \"$WORKER_1_IP\"/" |
  kubectl replace --raw "/api/v1/nodes/$WORKER_1_NODE/status" -f - >/dev/null
wrong_again() { ! grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 wrong_again
