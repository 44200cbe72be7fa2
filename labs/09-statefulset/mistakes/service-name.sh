# fails: names nameless
# en: serviceName does not name the Service db
# zh: serviceName 写的不是 Service db
# The StatefulSet is told of a Service that does not exist. Nothing complains: its members only have no names.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = scale ]; then exit; fi
  if [ "$1" = apply ]; then sed 's/serviceName: db/serviceName: database/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
