# fails: own-network
# Everything answers at localhost, but it is the node's: the pod has no network of its own.
k() {
  if [ "$1" = apply ]; then sed 's/^spec:$/&\n  hostNetwork: true/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
