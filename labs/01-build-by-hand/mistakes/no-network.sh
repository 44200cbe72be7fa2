# fails: pod-network notReady
# en: no pod network was applied
# zh: 没有应用 Pod 网络的清单
# The manifest could not be fetched, and it goes on without: all control-plane pods run, and kubectl answers.
kubectl() {
  if [[ $* == *kube-flannel* ]]; then exit 0; fi
  command kubectl "$@"
}
solution
