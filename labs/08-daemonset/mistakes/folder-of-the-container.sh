# fails: own-logs blind
# en: the folder that is listed is the container's own, not the machine's
# zh: 列出的是容器自己的目录，不是机器的
# A volume that is empty, at a path of the right name: the container sees its own folder and not the machine's.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed 's/hostPath: .*/emptyDir: {}/'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
