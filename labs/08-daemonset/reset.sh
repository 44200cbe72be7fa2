# The taints as they were, and the worker in the cluster again, whatever has become of it.
node=$WORKER_2_NODE
kept=/root/.kube-classroom/$EXERCISE

if kubectl get node "$WORKER_1_NODE" -o jsonpath='{.spec.taints[*].key}' | grep -qw dedicated; then
  kubectl taint node "$WORKER_1_NODE" dedicated-
fi
if [ -s "$kept/taints" ]; then xargs kubectl taint node "$CONTROL_PLANE_NODE" --overwrite <"$kept/taints"; fi

# Somebody may have let it join as the guide does, and not come to the end.
if ! on "$WORKER_2" test -s /etc/kubernetes/kubelet.conf; then
  on "$WORKER_2" "$(kubeadm token create --ttl 10m --print-join-command) --ignore-preflight-errors=all"
fi
on "$WORKER_2" systemctl start kubelet

# flannel writes on its node how the others reach the pods there.
reachable() { kubectl get node "$node" -o jsonpath='{.metadata.annotations}' | grep -q flannel; }
if ! wait_until 40 reachable; then
  # Deleted, and registered anew while its pods ran on: it has another range of addresses now, and they must start over.
  on "$WORKER_2" 'sed -i /^FLANNEL_MTU/d /run/flannel/subnet.env; ip link delete cni0'
  kubectl delete pods --all-namespaces --field-selector "spec.nodeName=$node" --grace-period=1
  wait_until 60 reachable
fi

ready_there() {
  kubectl --namespace kube-system wait pod --selector "$1" --field-selector "spec.nodeName=$node" --for=condition=Ready --timeout=60s
}
kubectl wait node "$node" --for=condition=Ready --timeout=120s
wait_until 60 ready_there app=flannel
wait_until 60 ready_there k8s-app=kube-proxy

if [ -s "$kept/labels" ]; then xargs kubectl label node "$node" --overwrite <"$kept/labels"; fi
rm -rf "$kept"
