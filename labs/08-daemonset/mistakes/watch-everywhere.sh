# fails: some-nodes elsewhere
# en: nothing says on which nodes it is to run
# zh: 没有说明要在哪些节点上运行
# The toleration lets it onto the reserved machine; nothing keeps it from the others.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then
    sed '/name: db-watch/,$ {/nodeSelector/d; s/^      tolerations:/&\n      - {key: node-role.kubernetes.io\/master, operator: Exists}/}'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
