# fails: daemonset
# A Deployment with as many replicas as there are nodes, and a rule that keeps them apart. It looks the same, today.
k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: collector
spec:
  replicas: $(kubectl get nodes --no-headers | wc -l)
  selector:
    matchLabels: {app: collector}
  template:
    metadata:
      labels: {app: collector}
    spec:
      terminationGracePeriodSeconds: 1
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - labelSelector: {matchLabels: {app: collector}}
            topologyKey: kubernetes.io/hostname
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
      volumes:
      - name: logs
        hostPath: {path: /var/log/pods}
EOF
k rollout status deployment/collector --timeout=120s
