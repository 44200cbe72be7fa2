# fails: control-plane noRange
# en: kubeadm init was not told of the pod network (--pod-network-cidr)
# zh: kubeadm init 没有指定 Pod 网段（--pod-network-cidr）
# kubeadm init without --pod-network-cidr: it succeeds and says nothing, and flannel will crash on every node.
kubeadm() {
  local word words=()
  for word in "$@"; do
    if [[ $word != --pod-network-cidr=* ]]; then words+=("$word"); fi
  done
  command kubeadm "${words[@]}"
  # What would come after it cannot work.
  exit 0
}
solution
