# fails: no-others
# One line instead of two, as flannel has it.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed -e '/key: dedicated/d' -e 's/{key: node-role.*/{operator: Exists}/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
