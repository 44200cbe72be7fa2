# A toleration per taint, named by its key. Without one the scheduler passes a tainted node by, and a DaemonSet does not
# even try: that it has no pod there is no error to it.
k apply -f - <<EOF
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: collector
spec:
  selector:
    matchLabels: {app: collector}
  template:
    metadata:
      labels: {app: collector}
    spec:
      terminationGracePeriodSeconds: 1
      tolerations:
      - {key: node-role.kubernetes.io/master, operator: Exists, effect: NoSchedule}
      - {key: dedicated, operator: Equal, value: database, effect: NoSchedule}
      containers:
      - name: collector
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'while true; do ls /host/pods; sleep 2; done']
        volumeMounts:
        - {name: logs, mountPath: /host/pods, readOnly: true}
      # A folder of the machine; without it a container sees its own /var/log only.
      volumes:
      - name: logs
        hostPath: {path: /var/log/pods}
EOF
k rollout status daemonset/collector --timeout=120s
k get pods -o wide

# The kubelet registers its machine, and all that belongs on every node comes: kube-proxy, flannel, the collector. Until
# flannel has the new node's range of addresses, the collector has to wait.
on "$WORKER_2" systemctl start kubelet
there() { kubectl get node "$WORKER_2_NODE"; }
wait_until 60 there
kubectl wait node "$WORKER_2_NODE" --for=condition=Ready --timeout=120s
everywhere() { [ "$(k get daemonset collector -o jsonpath='{.status.numberReady}')" = "$(kubectl get nodes --no-headers | wc -l)" ]; }
wait_until 120 everywhere
k get pods -o wide
