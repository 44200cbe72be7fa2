# fails: in-order together
# en: podManagementPolicy Parallel starts and stops all members at once
# zh: podManagementPolicy 为 Parallel，成员同时启动、同时停止
# podManagementPolicy Parallel: quicker, and nobody finds those there who should be there before him.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = scale ]; then exit; fi
  if [ "$1" = apply ]; then sed 's/^  serviceName: db$/&\n  podManagementPolicy: Parallel/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
