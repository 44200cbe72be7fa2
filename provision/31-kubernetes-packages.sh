# title: Install kubelet, kubeadm and kubectl
# on: all
# guide: yum install -y kubelet-1.20.0 kubeadm-1.20.0 kubectl-1.20.0
# otherwise: two more packages are pinned: left to yum, kubernetes-cni is 1.2.0, which has no flannel plugin any more (containernetworking/plugins#633)
# timeout: 1200

packages=(
  "kubelet-$KUBERNETES_VERSION" "kubeadm-$KUBERNETES_VERSION" "kubectl-$KUBERNETES_VERSION"
  "kubernetes-cni-$KUBERNETES_CNI_VERSION" "cri-tools-$CRI_TOOLS_VERSION"
)

# Of all plugins flannel's is the one that goes missing: newer packages of this name lack it.
check() { installed "${packages[@]}" && { [ -x /opt/cni/bin/flannel ] || no 'there is no program /opt/cni/bin/flannel'; }; }

apply() {
  yum_install "${packages[@]}"
  [ -x /opt/cni/bin/flannel ] || yum -y reinstall "kubernetes-cni-$KUBERNETES_CNI_VERSION"
}
