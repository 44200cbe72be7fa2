# fails: prepared count
# en: cook and taster are not both init containers
# zh: cook 和 taster 并不都是 Init 容器
# The second step as one more container of the application, which gives the first a second and sleeps afterwards. The page
# comes out right, but only after the canteen has opened.
k() {
  if [ "$1" = apply ]; then
    kubectl patch --local -f - --type=json -o yaml --patch '[
      {"op": "move", "from": "/spec/initContainers/1", "path": "/spec/containers/-"},
      {"op": "replace", "path": "/spec/containers/2/command/2",
       "value": "sleep 1; (echo -n \"tasted: \"; head -n 1 /page/index.html) >> /page/index.html; sleep 1000000"}]'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
