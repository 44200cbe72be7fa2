# fails: own-network node
# en: the pod uses its node's network
# zh: Pod 用的是节点的网络
# Everything answers at localhost, but it is the node's: the pod has no network of its own.
k() {
  if [ "$1" = apply ]; then sed 's/^spec:$/&\n  hostNetwork: true/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
