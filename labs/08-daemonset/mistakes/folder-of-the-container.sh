# fails: own-logs
# A volume that is empty, at a path of the right name: the container sees its own folder and not the machine's.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed 's/hostPath: .*/emptyDir: {}/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
