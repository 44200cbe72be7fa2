# fails: joined
# The nodes are chosen by name, and the new one is not among them. A pod that is put there by hand makes up for it, once.
but_one() {
  kubectl patch --local -f - --type=merge -o yaml --patch '{"spec": {"template": {"spec": {"affinity": {"nodeAffinity": {
    "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchExpressions": [
      {"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["'"$WORKER_2_NODE"'"]}]}]}}}}}}}'
}
(
  # shellcheck disable=SC2317 # the solution calls them
  on() { exit; }
  # shellcheck disable=SC2317
  k() { if [ "$1" = apply ]; then but_one; fi | kubectl --namespace "$NAMESPACE" "$@"; }
  solution
)
on "$WORKER_2" systemctl start kubelet
there() { kubectl get node "$WORKER_2_NODE"; }
wait_until 60 there
kubectl wait node "$WORKER_2_NODE" --for=condition=Ready --timeout=120s
k run collector-by-hand --image="$IMAGE_BUSYBOX" --image-pull-policy=IfNotPresent \
  --overrides="{\"apiVersion\": \"v1\", \"spec\": {\"nodeName\": \"$WORKER_2_NODE\"}}" -- sh -c 'while true; do ls /var/log; sleep 2; done'
