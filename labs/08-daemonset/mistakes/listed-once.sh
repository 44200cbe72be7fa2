# fails: own-logs seldom
# en: the folder is not listed again and again
# zh: 没有反复列出目录
# What is there when the collector starts is listed, and nothing that comes later.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed 's|while true; do ls /host/pods; sleep 2; done|ls /host/pods; sleep 1000000|'; fi |
    kubectl --namespace "$NAMESPACE" "$@"
}
solution
