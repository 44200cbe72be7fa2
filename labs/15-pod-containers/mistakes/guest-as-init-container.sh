# fails: running init
# en: an init container does not end
# zh: 有一个 Init 容器不会结束
# The helper is counted among the init containers. It never ends, so that nothing after it ever starts, and what the
# solution does with the pod that it has made is never reached.
k() {
  if [ "$1" != apply ]; then exit; fi
  kubectl patch --local -f - --type=json -o yaml \
    --patch '[{"op": "move", "from": "/spec/containers/1", "path": "/spec/initContainers/-"}]' |
    kubectl --namespace "$NAMESPACE" apply -f -
}
solution
started() { kubectl --namespace "$NAMESPACE" get pod canteen -o jsonpath='{.status.initContainerStatuses[2].state}' | grep -q running; }
wait_until 60 started
