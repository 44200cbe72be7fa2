# fails: driver docker
# en: the kubelet was bent to Docker's driver, not Docker brought back to the guide's
# zh: 让 kubelet 迁就了 Docker 的驱动，而不是把 Docker 改回教程的设置
# The first answer that one finds: tell the kubelet what Docker has. They agree, the node is Ready, and two managers share out
# its memory and its cpus.
on "$WORKER_1" 'sed -i "s/^cgroupDriver: .*/cgroupDriver: cgroupfs/" /var/lib/kubelet/config.yaml && systemctl restart kubelet'
k rollout status deployment/depot --timeout=120s
