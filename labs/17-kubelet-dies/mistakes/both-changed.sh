# fails: kubelet
# First a flag for the kubelet, then the right thing as well: now it is the other way round.
on "$WORKER_1" 'sed -i "s/^KUBELET_EXTRA_ARGS=/&--cgroup-driver=cgroupfs /" /etc/sysconfig/kubelet'
on "$WORKER_1" '
  sed -i s/native.cgroupdriver=cgroupfs/native.cgroupdriver=systemd/ /etc/docker/daemon.json
  systemctl restart docker
  systemctl restart kubelet'
