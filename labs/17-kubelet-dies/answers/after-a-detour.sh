# First the kubelet is bent to Docker, then both are put right; its driver is written in quotes, and a flag says the same.
on "$WORKER_1" "sed -i 's/^cgroupDriver: .*/cgroupDriver: cgroupfs/' /var/lib/kubelet/config.yaml && systemctl restart kubelet"
on "$WORKER_1" "sed -i \"s/^cgroupDriver: .*/cgroupDriver: 'systemd'/\" /var/lib/kubelet/config.yaml
  sed -i 's/^KUBELET_EXTRA_ARGS=/&--cgroup-driver=systemd /' /etc/sysconfig/kubelet
  sed -i s/native.cgroupdriver=cgroupfs/native.cgroupdriver=systemd/ /etc/docker/daemon.json
  systemctl restart docker
  systemctl restart kubelet"
k delete pods --all --force --grace-period=0
k rollout status deployment/depot --timeout=120s
