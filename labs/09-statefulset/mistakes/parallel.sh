# fails: in-order
# podManagementPolicy Parallel: quicker, and nobody finds those there who should be there before him.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = delete ]; then exit; fi
  if [ "$1" = apply ]; then sed 's/^  serviceName: db$/&\n  podManagementPolicy: Parallel/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
