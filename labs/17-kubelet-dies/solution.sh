# The node is silent because its kubelet ends as soon as it has started. What it says before the long trace names both sides.
on "$WORKER_1" "journalctl --unit kubelet --no-pager --since -5min | grep -m 1 'is different from docker cgroup driver'" || true

# Two cannot share out one tree of cgroups. The guide gives it to systemd, and so does the kubelet; it is Docker that
# has left the line.
on "$WORKER_1" "docker info --format '{{.CgroupDriver}}'; grep ^cgroupDriver /var/lib/kubelet/config.yaml"

# In the file, so that it lasts, and only this one value: the others are needed as they are.
on "$WORKER_1" sed -i s/native.cgroupdriver=cgroupfs/native.cgroupdriver=systemd/ /etc/docker/daemon.json

# Docker reads it when it starts. The kubelet would try again by itself within ten seconds.
on "$WORKER_1" 'systemctl restart docker && systemctl restart kubelet'

k rollout status deployment/depot --timeout=120s
