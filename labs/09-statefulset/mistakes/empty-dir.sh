# fails: own-volume
# The volumes look like volumes, and go with their pods.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = delete ]; then exit; fi
  if [ "$1" = apply ]; then
    sed -e '/^  volumeClaimTemplates:/,$d' -e 's/^      containers:/      volumes:\n      - {name: data, emptyDir: {}}\n&/'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
