# fails: reserved
# The obstacle is removed instead of passed: now anybody's pods come to the node that was reserved.
kubectl taint node "$WORKER_1_NODE" dedicated-
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/key: dedicated/d'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
