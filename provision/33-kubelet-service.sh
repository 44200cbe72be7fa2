# title: Enable the kubelet
# on: all
# guide: systemctl enable kubelet

check() { expect 'kubelet at boot' enabled "$(systemctl is-enabled kubelet 2>&1)"; }

apply() { systemctl enable kubelet; }
