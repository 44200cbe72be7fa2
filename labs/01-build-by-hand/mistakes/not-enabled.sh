# fails: kubelet disabled
# en: the kubelet was installed or started, and not enabled
# zh: kubelet 装好或启动了，却没有设为随开机启动
# Started, not enabled: it works until the first reboot.
eval "really_$(declare -f on)"
on() { really_on "$1" "${2/systemctl enable kubelet/systemctl start kubelet}"; }
# It shows before there is a cluster.
kubeadm() { exit 0; }
solution
