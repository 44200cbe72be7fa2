# title: Wait until all nodes are Ready
# on: control-plane
# needs: workers-joined
# provides: nodes-ready
# guide: kubectl get nodes
# otherwise: the guide's reader looks again until it says Ready
# timeout: 480

workloads=(daemonset/kube-proxy daemonset/kube-flannel-ds deployment/coredns)

nodes() {
  kube get nodes -o jsonpath='{range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}'
}

# `name wanted ready` of what the nodes need to carry traffic; a DaemonSet and a Deployment count in fields of their own.
counts() {
  kube -n kube-system get "${workloads[@]}" -o jsonpath='{range .items[*]}{.metadata.name} {.status.desiredNumberScheduled}{.spec.replicas} {.status.numberReady}{.status.readyReplicas}{"\n"}{end}'
}

# Why pods of kube-system are not ready, in their own words.
complaints() {
  local pod
  kube -n kube-system get pods -o wide
  for pod in $(kube -n kube-system get pods -o jsonpath='{range .items[?(@.status.containerStatuses[0].ready==false)]}{.metadata.name}{"\n"}{end}'); do
    echo "$pod:"
    { kube -n kube-system logs --previous "$pod" || kube -n kube-system logs "$pod"; } 2>/dev/null | grep -E '^[EF][0-9]{4} ' | tail -n 2
  done
}

check() {
  local have name
  have=$(nodes) || return
  for name in $(fqdns); do
    grep -qxF "$name=True" <<<"$have" || { echo "$name is not Ready"; return 1; }
  done
  counts | awk '$2 != $3 { print $1 ": " $3 + 0 " of " $2 " ready"; bad = 1 } END { exit bad }'
}

apply() {
  local workload
  kube --request-timeout=0 wait node --all --for=condition=Ready --timeout=180s
  for workload in "${workloads[@]}"; do
    kube --request-timeout=0 -n kube-system rollout status "$workload" --timeout=90s || { complaints; return 1; }
  done
  # A rollout counts a container that has just started; one that ends again while its node settles is started anew.
  wait_until 90 check || { complaints; return 1; }
  kube get nodes
}
