# The flag is taken away: by itself, the kubelet takes the address of the default route. All flannels start anew.
on "$WORKER_1" "sed -i -E 's/ *--node-ip=[0-9.]+//' /etc/sysconfig/kubelet && systemctl restart kubelet"
back() { grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 back
kubectl --namespace kube-system delete pods --selector=app=flannel
kubectl --namespace kube-system rollout status daemonset/kube-flannel-ds --timeout=120s
