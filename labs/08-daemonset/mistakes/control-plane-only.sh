# fails: every-node
# The toleration that every tutorial has, for the control plane, and none for the reserved node. The rollout is a success.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/key: dedicated/d'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
