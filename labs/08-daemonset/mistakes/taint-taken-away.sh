# fails: reserved gone
# en: a taint was taken away where it was to be tolerated
# zh: 该容忍的污点被去掉了
# The obstacle is removed instead of passed: now anybody's pods come to the node that was reserved.
kubectl taint node "$WORKER_1_NODE" dedicated-
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/name: collector/,$ {/key: dedicated/d}'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
