# Other labels, volumes and fields: the whole of /var/log, find instead of ls, a helper before the container that does the
# work, tolerations without an effect, one that Kubernetes adds anyway, and a node affinity instead of a nodeSelector.
k create -f - <<EOF
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: collector
spec:
  selector:
    matchExpressions:
    - {key: k8s-app, operator: In, values: [logs]}
  template:
    metadata:
      labels: {k8s-app: logs, tier: node}
    spec:
      terminationGracePeriodSeconds: 1
      tolerations:
      - {key: node-role.kubernetes.io/master, operator: Exists}
      - {key: dedicated, value: database}
      - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}
      containers:
      - name: helper
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000"]
      - name: main
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        args: [sh, -c, 'while sleep 4; do find /logs/pods -maxdepth 1; done']
        volumeMounts:
        - {name: machine, mountPath: /logs}
      volumes:
      - name: machine
        hostPath: {path: /var/log, type: Directory}
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: db-watch
spec:
  selector:
    matchLabels: {k8s-app: watch}
  template:
    metadata:
      labels: {k8s-app: watch}
    spec:
      terminationGracePeriodSeconds: 1
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - {key: purpose, operator: In, values: [database]}
              - {key: kubernetes.io/os, operator: In, values: [linux]}
      tolerations:
      - {operator: Exists}
      containers:
      - name: watch
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000"]
EOF
k rollout status daemonset/collector --timeout=120s
k rollout status daemonset/db-watch --timeout=120s
on "$WORKER_2" systemctl restart kubelet
there() { kubectl get node "$WORKER_2_NODE"; }
wait_until 60 there
everywhere() { [ "$(k get daemonset collector -o jsonpath='{.status.numberReady}')" = "$(kubectl get nodes --no-headers | wc -l)" ]; }
wait_until 180 everywhere
