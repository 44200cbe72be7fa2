# fails: no-others anything
# en: a toleration without a key fits every taint
# zh: 不写键的容忍适用于一切污点
# One line instead of two, as flannel has it.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/name: collector/,$ {/key: dedicated/d; s/{key: node-role.*/{operator: Exists}/}'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
