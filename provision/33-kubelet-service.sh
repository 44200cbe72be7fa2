# title: Enable the kubelet
# on: all
# guide: systemctl enable kubelet

check() { systemctl is-enabled --quiet kubelet; }

apply() { systemctl enable kubelet; }
