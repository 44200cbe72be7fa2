# fails: no-others lacks
# en: a pod came while the taint was away, and does not tolerate it
# zh: Pod 是在污点被去掉时进去的，并不容忍它
# The taint is taken away for a moment, until the pod is there. NoSchedule leaves it alone; but it would not come back.
kubectl taint node "$WORKER_1_NODE" dedicated-
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/name: collector/,$ {/key: dedicated/d}'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
kubectl taint node "$WORKER_1_NODE" dedicated=database:NoSchedule
