# fails: traffic hostNetwork
# en: the pod was moved out of the pod network
# zh: Pod 被移出了 Pod 网络
# The kubelet is right again, and the kiosk borrows its node's address, for which no flannel is needed. It is reached from
# everywhere, and the next pod on this node is not.
on "$WORKER_1" "sed -i -E 's/--node-ip=[0-9.]+/--node-ip=$WORKER_1_IP/' /etc/sysconfig/kubelet && systemctl restart kubelet"
back() { grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 back
k patch deployment kiosk --patch '{"spec": {"template": {"spec": {"hostNetwork": true}}}}'
k rollout status deployment/kiosk --timeout=120s
