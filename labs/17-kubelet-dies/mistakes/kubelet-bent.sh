# fails: driver
# The first answer that one finds: tell the kubelet what Docker has. They agree, the node is Ready, and two managers share out
# its memory and its cpus.
on "$WORKER_1" 'sed -i "s/^cgroupDriver: .*/cgroupDriver: cgroupfs/" /var/lib/kubelet/config.yaml && systemctl restart kubelet'
k rollout status deployment/depot --timeout=120s
