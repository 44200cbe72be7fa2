# Ready, and at an address at which nobody else can find it.
kubectl get nodes -o wide

# The kubelet was told this address. Its own in the lab is the one that the others have in /etc/hosts.
on "$WORKER_1" 'ps -o args= -C kubelet | grep -o -- "--node-ip=[^ ]*"; cat /etc/sysconfig/kubelet; ip -4 -brief address'
on "$WORKER_1" "sed -i -E 's/--node-ip=[0-9.]+/--node-ip=$WORKER_1_IP/' /etc/sysconfig/kubelet && systemctl restart kubelet"
back() { grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 back

# flannel took the address when it started, and tells it to the others until it starts anew.
kubectl --namespace kube-system delete pod --selector=app=flannel --field-selector="spec.nodeName=$WORKER_1_NODE"
kubectl --namespace kube-system rollout status daemonset/kube-flannel-ds --timeout=120s
