# fails: settings
# The line that all instructions have is there now, and nothing else: the registry's mirror and the limit of the logs are gone,
# and whatever else the host needs.
on "$WORKER_1" '
  echo "{\"exec-opts\": [\"native.cgroupdriver=systemd\"]}" >/etc/docker/daemon.json
  systemctl restart docker && systemctl restart kubelet'
