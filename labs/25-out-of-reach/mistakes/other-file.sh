# fails: logs overridden
# en: the right address stands before the wrong one on the kubelet's command line
# zh: 在 kubelet 的命令行上，正确的地址排在错误的前面
# The right flag, in the file with the kubelet's other flags. What is in /etc/sysconfig/kubelet comes after it on the command
# line, and the last one counts.
on "$WORKER_1" "sed -i 's/=\"/&--node-ip=$WORKER_1_IP /' /var/lib/kubelet/kubeadm-flags.env && systemctl restart kubelet"
wait_until 60 on "$WORKER_1" curl --silent --fail --max-time 2 http://127.0.0.1:10248/healthz
