# title: Leave connection tracking limits as they are
# on: control-plane
# omitted: kube-proxy wants to raise nf_conntrack_max and ends where the host may not; elsewhere nothing is done here

limit=/proc/sys/net/netfilter/nf_conntrack_max

# Where the file is missing the module is not loaded yet; whoever can load modules can set their limits.
can_raise() { [ ! -e "$limit" ] || [ -w "$limit" ]; }

config() { kube -n kube-system get configmap kube-proxy -o yaml; }

check() {
  can_raise || expect "maxPerCore and min of kube-proxy that are 0, since $limit cannot be written" 2 \
    "$(config | grep -cEx ' *(maxPerCore|min): 0')"
}

apply() {
  config | sed -E 's/^( *(maxPerCore|min)): .*/\1: 0/' | kube replace -f -
  kube -n kube-system rollout restart daemonset/kube-proxy
}
