# fails: memory
# The processes are ended instead of the pods: the containers start again in the same pods, which have lost nothing.
k() {
  if [ "$1" != delete ]; then kubectl --namespace "$NAMESPACE" "$@"; fi
}
solution
for member in db-0 db-1 db-2; do k exec "$member" -- kill 1; done
twice() { [ "$(k exec "$1" -- cat /data/journal | wc -l)" = 2 ]; }
for member in db-0 db-1 db-2; do wait_until 60 twice "$member"; done
