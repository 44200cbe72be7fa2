# fails: packages plugin
# en: kubernetes-cni was left to yum, which took the newest one
# zh: 没有指定 kubernetes-cni 的版本，yum 装了最新的
# The guide's own line: versions for three packages, and yum takes the newest of the two that they need.
eval "really_$(declare -f on)"
on() { really_on "$1" "${2/ kubernetes-cni-$KUBERNETES_CNI_VERSION cri-tools-$CRI_TOOLS_VERSION/}"; }
# It shows before there is a cluster.
kubeadm() { exit 0; }
solution
