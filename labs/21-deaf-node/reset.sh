# kube-proxy as setup.sh has found it, on every node, and nothing that was to replace it.

kept=/root/.kube-classroom/$EXERCISE/kube-proxy.yaml

# Rules that translate addresses stand in chains of kube-proxy's and Docker's own; only people write them into these two.
by_hand() {
  iptables-save -t nat | sed -nE 's/^-A ((PREROUTING|OUTPUT) .*-j DNAT .*)/-D \1/p' | xargs -r -L 1 iptables -t nat
}
on "$WORKER_1" "$(declare -f by_hand); by_hand"

# Likewise pods of it that belong to nobody.
kubectl -n kube-system get pods -o jsonpath='{range .items[?(@.spec.containers[0].name=="kube-proxy")]}{.metadata.name} {.metadata.ownerReferences[0].kind}{"\n"}{end}' |
  awk 'NF == 1' | xargs -r kubectl -n kube-system delete pod --grace-period=1

if [ -s "$kept" ]; then
  # What has been deleted, or has changed where it may not change, is made anew.
  kubectl replace -f "$kept" || kubectl replace --force -f "$kept"
  everywhere() { (($(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.numberReady}') == $(wc -w <<<"$NODES"))); }
  wait_until 120 everywhere
  rm -rf "${kept%/*}"
fi
kubectl label nodes --all serves-
