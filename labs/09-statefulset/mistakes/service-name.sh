# fails: names
# The StatefulSet is told of a Service that does not exist. Nothing complains: its members only have no names.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = delete ]; then exit; fi
  if [ "$1" = apply ]; then sed 's/serviceName: db/serviceName: database/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
