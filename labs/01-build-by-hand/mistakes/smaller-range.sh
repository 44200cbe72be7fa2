# fails: control-plane range
# en: kubeadm init was told another range for pods
# zh: kubeadm init 指定的 Pod 网段不对
# Another /16, as it stands in many a guide: the manifest of flannel has the one of this lab.
kubeadm() {
  command kubeadm "${@/--pod-network-cidr=*/--pod-network-cidr=10.218.0.0/16}"
  # What would come after it cannot work.
  exit 0
}
solution
