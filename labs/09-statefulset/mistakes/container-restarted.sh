# fails: memory once
# en: the members have not come back in a new pod with their old volume
# zh: 成员没有以新的 Pod 带着原来的卷回来
# The processes are ended instead of the pods: the containers start again in the same pods, which have lost nothing.
k() {
  if [ "$1" = scale ]; then exit; fi
  kubectl --namespace "$NAMESPACE" "$@"
}
solution
for member in db-0 db-1 db-2; do k exec "$member" -- kill 1; done
twice() { [ "$(k exec "$1" -- grep -c comes /data/journal)" = 2 ]; }
for member in db-0 db-1 db-2; do wait_until 60 twice "$member"; done
