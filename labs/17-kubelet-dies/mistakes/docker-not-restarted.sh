# fails: kubelet unread
# en: Docker's file was corrected, and Docker was not restarted
# zh: Docker 的配置文件改对了，但 Docker 没有重启
# The file is right, and the kubelet was restarted. Docker has not read it.
on "$WORKER_1" '
  sed -i s/native.cgroupdriver=cgroupfs/native.cgroupdriver=systemd/ /etc/docker/daemon.json
  systemctl restart kubelet'
