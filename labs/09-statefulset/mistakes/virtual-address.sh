# fails: headless
# A Service as one knows it. Its name leads to an address in front of the members, and from there to any of them.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = delete ]; then exit; fi
  if [ "$1" = apply ]; then sed '/clusterIP: None/d'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
