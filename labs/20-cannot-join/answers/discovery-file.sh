# The worker is given the note about the cluster as a file, in place of a hash, and the token is taken away afterwards.
token=$(kubeadm token create --ttl 30m)
kubectl -n kube-public get configmap cluster-info -o jsonpath='{.data.kubeconfig}' |
  ssh -o BatchMode=yes "root@$WORKER_2" "cat >/root/cluster-info && kubeadm join --discovery-file /root/cluster-info --tls-bootstrap-token $token && rm /root/cluster-info"
kubeadm token delete "$token"
kubectl wait node "$WORKER_2_NODE" --for=condition=Ready --timeout=120s
k delete pods --all
k rollout status daemonset/page --timeout=120s
