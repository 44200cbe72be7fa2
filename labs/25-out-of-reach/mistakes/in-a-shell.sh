# fails: lasts noService
# en: the kubelet was started by hand and not as the service
# zh: kubelet 是手工启动的，而不是作为系统服务启动的
# The right flag was tried out in a shell, with the service stopped. It worked, so that is how it stayed.
on "$WORKER_1" "
  command=\$(tr '\\0' ' ' </proc/\$(systemctl show kubelet --property=MainPID --value)/cmdline | sed -E 's/--node-ip=[0-9.]+/--node-ip=$WORKER_1_IP/')
  systemctl stop kubelet
  nohup \$command >/dev/null 2>&1 &"
back() { grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 back
kubectl --namespace kube-system delete pod --selector=app=flannel --field-selector="spec.nodeName=$WORKER_1_NODE"
kubectl --namespace kube-system rollout status daemonset/kube-flannel-ds --timeout=120s
