# fails: kubelet
# The file is right, and the kubelet was restarted. Docker has not read it.
on "$WORKER_1" '
  sed -i s/native.cgroupdriver=cgroupfs/native.cgroupdriver=systemd/ /etc/docker/daemon.json
  systemctl restart kubelet'
