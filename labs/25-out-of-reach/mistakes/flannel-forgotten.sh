# fails: traffic flannel
# en: flannel has not started anew since the node has its right address
# zh: 节点地址改对之后，flannel 没有重新启动过
# The kubelet is right again, and logs and exec work. flannel goes on telling the address that the node had when it started.
on "$WORKER_1" "sed -i -E 's/--node-ip=[0-9.]+/--node-ip=$WORKER_1_IP/' /etc/sysconfig/kubelet && systemctl restart kubelet"
back() { grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 back
