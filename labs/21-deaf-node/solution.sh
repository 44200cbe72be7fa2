# Rules are written by kube-proxy, on every node. Here it is wanted on one node less than there are.
kubectl get nodes
kubectl -n kube-system get daemonset kube-proxy
kubectl -n kube-system get pods --selector=k8s-app=kube-proxy -o wide

# It goes only where somebody has put a label by hand. That is no property of a node, so a new node will not have it.
kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.spec.template.spec.nodeSelector}{"\n"}'
kubectl get nodes --show-labels

# The condition goes, not the label: what has to be everywhere must not depend on somebody's thinking of it.
kubectl -n kube-system patch daemonset kube-proxy --type=json --patch '[{"op": "remove", "path": "/spec/template/spec/nodeSelector/serves"}]'

# The node gets its pod at once, and a kube-proxy that starts puts its own rules in the place of all the old ones.
everywhere() {
  local wanted ready
  read -r wanted ready < <(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.desiredNumberScheduled} {.status.numberReady}')
  ((wanted == $(wc -w <<<"$NODES") && ready == wanted))
}
wait_until 120 everywhere
