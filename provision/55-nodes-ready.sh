# title: Wait until all nodes are Ready
# on: control-plane
# needs: workers-joined
# provides: nodes-ready
# guide: kubectl get nodes
# otherwise: the guide's reader looks again until it says Ready
# timeout: 480

nodes() {
  kube get nodes -o jsonpath='{range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}'
}

check() {
  local have name
  have=$(nodes) || return
  for name in $(fqdns); do
    grep -qxF "$name=True" <<<"$have" || { echo "$name is not Ready"; return 1; }
  done
}

apply() {
  local workload
  kube --request-timeout=0 wait node --all --for=condition=Ready --timeout=180s
  for workload in daemonset/kube-proxy daemonset/kube-flannel-ds deployment/coredns; do
    kube --request-timeout=0 -n kube-system rollout status "$workload" --timeout=90s
  done
  kube get nodes
}
