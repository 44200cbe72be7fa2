# fails: some-nodes byName
# en: the machines are named one by one, instead of chosen by their label
# zh: 逐个写了机器的名字，而不是按标签选择
# The one machine that it is today, by its name.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed "s/nodeSelector: {purpose: database}/nodeSelector: {kubernetes.io\/hostname: $WORKER_1_NODE}/"; fi |
    kubectl --namespace "$NAMESPACE" "$@"
}
solution
