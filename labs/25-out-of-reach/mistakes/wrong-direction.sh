# fails: address other
# en: another node tells a wrong address
# zh: 另一个节点报告了错误的地址
# The hosts' files were to be made alike, and one was copied in the wrong direction first. There all seems well: its flannel has
# not started since.
scp -q -o BatchMode=yes "root@$WORKER_1:/etc/sysconfig/kubelet" "root@$CONTROL_PLANE:/etc/sysconfig/kubelet"
on "$CONTROL_PLANE" 'systemctl restart kubelet'
lost() { ! grep -qw "$CONTROL_PLANE_IP" <<<"$(kubectl get node "$CONTROL_PLANE_NODE" -o wide)"; }
wait_until 60 lost
solution
