# fails: every-node without
# en: the DaemonSet chooses nodes, so that it leaves out others
# zh: DaemonSet 选择了节点，因而漏掉了别的
# The machines are chosen by a label that the control plane does not have.
on() { exit; } # the worker stays away
k() {
  if [ "$1" = apply ]; then sed '/name: collector/,$ s/^      tolerations:/      nodeSelector: {purpose: database}\n&/'; fi |
    kubectl --namespace "$NAMESPACE" "$@"
}
solution
