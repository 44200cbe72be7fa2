# fails: identity admin
# en: the kubelet was given the administrator's credentials
# zh: 把管理员的凭据给了 kubelet
# No token is needed when the kubelet gets the administrator's file, and what else it misses, from the control plane.
for file in /etc/kubernetes/pki/ca.crt /var/lib/kubelet/config.yaml /var/lib/kubelet/kubeadm-flags.env; do
  on "$WORKER_2" "mkdir -p ${file%/*}"
  scp -q -o BatchMode=yes "$file" "root@$WORKER_2:$file"
done
scp -q -o BatchMode=yes /etc/kubernetes/admin.conf "root@$WORKER_2:/etc/kubernetes/kubelet.conf"
on "$WORKER_2" 'systemctl restart kubelet'
wait_until 60 kubectl get node "$WORKER_2_NODE"
