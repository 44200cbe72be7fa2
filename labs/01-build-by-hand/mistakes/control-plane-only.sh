# fails: repository missing
# en: the repository is written on the control plane only
# zh: 只在控制平面上配置了软件源
# Every prompt of the guide says master, so the workers are left out.
eval "really_$(declare -f on)"
on() { if [ "$1" = "$CONTROL_PLANE" ]; then really_on "$@"; fi; }
# It shows before there is a cluster.
kubeadm() { exit 0; }
solution
