# fails: settings lost
# en: Docker's file was written anew, without what else was in it
# zh: Docker 的配置文件整个重写了，原有的其他设置没有了
# The line that all instructions have is there now, and nothing else: the registry's mirror and the limit of the logs are gone,
# and whatever else the host needs.
on "$WORKER_1" '
  echo "{\"exec-opts\": [\"native.cgroupdriver=systemd\"]}" >/etc/docker/daemon.json
  systemctl restart docker && systemctl restart kubelet'
