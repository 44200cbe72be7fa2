# fails: no-others other
# en: a toleration is for another taint than the two
# zh: 有一条容忍是为这两个污点以外的污点写的
# Taken along from a manifest found somewhere: the collector stays on a machine whose maintenance has been announced.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/name: collector/,$ s/^      tolerations:/&\n      - {key: maintenance, operator: Exists}/'; fi |
    kubectl --namespace "$NAMESPACE" "$@"
}
solution
