# fails: every-node tainted
# en: a taint is in the way that the pods do not tolerate
# zh: 有的污点 Pod 不容忍，被挡在了外面
# The toleration that every tutorial has, for the control plane, and none for the reserved node. The rollout is a success.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/name: collector/,$ {/key: dedicated/d}'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
