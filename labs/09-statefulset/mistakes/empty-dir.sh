# fails: own-volume none
# en: at /data there is a volume that goes with its pod
# zh: /data 处的卷会随 Pod 一起消失
# The volumes look like volumes, and go with their pods.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = scale ]; then exit; fi
  if [ "$1" = apply ]; then
    sed -e '/^  volumeClaimTemplates:/,$d' -e 's/^      containers:/      volumes:\n      - {name: data, emptyDir: {}}\n&/'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
