# fails: prepared order
# en: the taster comes before the cook
# zh: taster 排在了 cook 前面
# The right init containers in the wrong order: there is nothing to taste yet, and then the cook writes over it.
k() {
  if [ "$1" = apply ]; then
    kubectl patch --local -f - --type=json -o yaml \
      --patch '[{"op": "move", "from": "/spec/initContainers/1", "path": "/spec/initContainers/0"}]'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
