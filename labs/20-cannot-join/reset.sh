# The worker is a node again, whatever it is now, and the tokens are those that there were.

# member — on the worker: its kubelet runs, as a node and not as an administrator, and the cluster knows it by its name.
member() {
  local credentials=(--kubeconfig /etc/kubernetes/kubelet.conf --request-timeout=10s)
  systemctl is-active --quiet kubelet && [ -s /etc/kubernetes/kubelet.conf ] &&
    ! grep -qs -e --hostname-override /var/lib/kubelet/kubeadm-flags.env &&
    kubectl "${credentials[@]}" get node "$1" -o name && ! kubectl "${credentials[@]}" auth can-i list secrets --all-namespaces
} 2>&1

# leave — on the worker: as if it had never been one. What is not there is no reason to stop.
leave() {
  pkill -x kubeadm
  systemctl stop kubelet
  docker ps --all --quiet --filter name=^/k8s_ | xargs -r docker rm --force
  kubeadm reset --force
  iptables-save | grep -vF -e KUBE- -e CNI- -e "$POD_CIDR" | iptables-restore
  rm -rf /etc/cni/net.d/* /run/flannel
  ip link delete cni0
  ip link delete flannel.1
  systemctl enable kubelet
} >/dev/null 2>&1

# nodes_at ADDRESS — the names under which the cluster knows a host.
nodes_at() {
  kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}' |
    awk -v address="$1" '$2 == address { print $1 }'
}

if ! on "$WORKER_2" "$(declare -f member); member $WORKER_2_NODE"; then
  on "$WORKER_2" "POD_CIDR=$POD_CIDR; $(declare -f leave); leave" || true
  # The cluster takes a node that has gone for Ready for a while, and a second one of its name is refused.
  for node in $(nodes_at "$WORKER_2_IP") "$WORKER_2_NODE"; do
    kubectl delete node "$node" --ignore-not-found
    kubectl delete pods --all-namespaces --field-selector="spec.nodeName=$node" --force --grace-period=0
  done
  # Good for ten minutes, and taken away at once: the part before the point names it.
  token=$(kubeadm token generate)
  on "$WORKER_2" "$(kubeadm token create "$token" --ttl 10m --print-join-command 2>/dev/null)"
  kubectl -n kube-system delete secret "bootstrap-token-${token%.*}"
fi

# As setup.sh has found it. Without that, nothing here is a student's.
kept=/root/.kube-classroom/$EXERCISE
rm -rf "$kept.new"
if [ -d "$kept" ]; then
  kubectl -n kube-system delete secrets --field-selector=type=bootstrap.kubernetes.io/token
  if grep -q '^- ' "$kept/tokens.yaml"; then kubectl create -f "$kept/tokens.yaml"; fi
  xargs -r kubectl label node "$WORKER_2_NODE" --overwrite <"$kept/labels"
  kubectl patch node "$WORKER_2_NODE" --type=merge --patch "{\"spec\": {\"taints\": $(grep . "$kept/taints" || echo null)}}"
  rm -rf "$kept"
fi
