# kube-proxy as setup.sh has found it, on every node, and nothing that was to replace it.

kept=/root/.kube-classroom/$EXERCISE/kube-proxy.yaml

# by_hand FOLDER — on the worker. Rules that translate addresses stand in chains of kube-proxy's and Docker's own; only people
# write them into these two. What was there before setup.sh is its owner's.
by_hand() {
  [ -e "$1/rules" ] || return 0
  iptables-save -t nat | { grep -E '^-A (PREROUTING|OUTPUT) .*-j (DNAT|REDIRECT)' || true; } | { grep -vxFf "$1/rules" || true; } |
    sed 's/^-A/-D/' | xargs -r -L 1 iptables -t nat
  # Likewise a kube-proxy that the cluster does not know.
  { grep -ls kube-proxy /etc/kubernetes/manifests/* || true; } | while read -r file; do
    grep -qxF "${file##*/}" "$1/manifests" || rm "$file"
  done
  docker ps --all --format '{{.Names}} {{.Image}} {{.Command}}' | awk '$1 !~ /^k8s_/ && /kube-proxy/ { print $1 }' | xargs -r docker rm --force
  rm -rf "$1"
}
on "$WORKER_1" "$(declare -f by_hand); set -e; by_hand ${kept%/*}"

# In the cluster: pods that belong to nobody, and whatever makes others.
kubectl -n kube-system get pods -o jsonpath='{range .items[*]}pod/{.metadata.name} {.spec.containers[*].image} {.metadata.ownerReferences[*].kind}{"\n"}{end}' |
  awk 'NF == 2 && $2 ~ /kube-proxy/ { print $1 }' | xargs -r kubectl -n kube-system delete --grace-period=1
if [ -e "${kept%/*}/proxies" ]; then
  kubectl -n kube-system get daemonsets,deployments -o jsonpath='{range .items[*]}{.kind}/{.metadata.name} {.spec.template.spec.containers[*].image}{"\n"}{end}' |
    awk '/kube-proxy/ { print $1 }' | { grep -vxFf "${kept%/*}/proxies" || true; } | xargs -r kubectl -n kube-system delete
fi

if [ -s "$kept" ]; then
  # What has been deleted, or has changed where it may not change, is made anew.
  kubectl replace -f "$kept" || kubectl replace --force -f "$kept"
  everywhere() { (($(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.numberReady}') == $(wc -w <<<"$NODES"))); }
  wait_until 120 everywhere
fi
rm -rf "${kept%/*}"
kubectl label nodes --all serves-
