# Made with what is at hand and put right by patches: a Deployment's manifest turned into a DaemonSet's, tolerations added to
# it while it runs. And somebody deletes the pods afterwards; they come back.
for name in collector db-watch; do
  k create deployment "$name" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c 'while true; do ls /var/log/pods; sleep 5; done' |
    sed -e 's/^kind: .*/kind: DaemonSet/' -e '/^  replicas:/d' -e '/^  strategy:/d' -e '/^status:/d' \
      -e 's/^    spec:/&\n      terminationGracePeriodSeconds: 1/' -e 's/^        name: busybox/&\n        imagePullPolicy: IfNotPresent/' |
    k create -f -
done
k patch daemonset collector --type=strategic --patch '{"spec": {"template": {"spec": {
  "volumes": [{"name": "logs", "hostPath": {"path": "/var/log/pods"}}],
  "containers": [{"name": "busybox", "volumeMounts": [{"name": "logs", "mountPath": "/var/log/pods"}]}],
  "tolerations": [
    {"key": "dedicated", "operator": "Exists", "effect": "NoSchedule"},
    {"key": "node-role.kubernetes.io/master", "effect": "NoSchedule"}]}}}}'
k patch daemonset db-watch --type=json --patch '[
  {"op": "add", "path": "/spec/template/spec/nodeSelector", "value": {"purpose": "database"}},
  {"op": "add", "path": "/spec/template/spec/tolerations", "value": [{"key": "dedicated", "operator": "Exists"}]}]'
k rollout status daemonset/collector --timeout=120s
k rollout status daemonset/db-watch --timeout=120s
on "$WORKER_2" systemctl start kubelet
there() { kubectl get node "$WORKER_2_NODE"; }
wait_until 60 there
everywhere() { [ "$(k get daemonset collector -o jsonpath='{.status.numberReady}')" = "$(kubectl get nodes --no-headers | wc -l)" ]; }
wait_until 180 everywhere
k delete pods --all
wait_until 120 everywhere
