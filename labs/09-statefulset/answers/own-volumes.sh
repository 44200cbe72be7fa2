# Other labels, another name of the claims, a helper before the members, the selector in two parts, a Service without ports,
# probes; a volume that the student has made; and it shrinks and grows step by step.
worker=$WORKER_1
on "$worker" 'mkdir -p /var/lib/kube-classroom/09-statefulset/own'
kubectl apply -f - <<EOF
apiVersion: v1
kind: PersistentVolume
metadata:
  name: volume-of-a-student
spec:
  storageClassName: $NAMESPACE
  capacity: {storage: 20Mi}
  accessModes: [ReadWriteOnce]
  claimRef: {namespace: $NAMESPACE, name: memory-db-1}
  hostPath: {path: /var/lib/kube-classroom/09-statefulset/own}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: kubernetes.io/hostname, operator: In, values: [$WORKER_1_NODE]}
EOF
k create -f - <<EOF
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 1
  podManagementPolicy: OrderedReady
  selector:
    matchLabels: {tier: store}
  template:
    metadata:
      labels: {tier: store, kind: sql}
    spec:
      initContainers:
      - {name: first, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: ["true"]}
      containers:
      - {name: helper, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [sh, -c, 'trap exit TERM; sleep 1000000 & wait']}
      - name: store
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        args: ["sh", "-c", 'note() { echo "\$(date +%FT%T) \$HOSTNAME \$(hostname -i) \$1" >> /data/journal; }; trap "note goes; exit" TERM; note comes; httpd -f -p 8080 -h /data & wait']
        readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 2, timeoutSeconds: 10}
        volumeMounts: [{name: memory, mountPath: /data/}]
  volumeClaimTemplates:
  - metadata: {name: memory}
    spec:
      storageClassName: $NAMESPACE
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 10Mi}}
EOF
k create -f - <<EOF
{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "db"},
 "spec": {"clusterIP": "None", "selector": {"tier": "store", "kind": "sql"}, "publishNotReadyAddresses": true}}
EOF
has() { [ "$(k get statefulset db -o jsonpath='{.status.readyReplicas}/{.status.replicas}')" = "$1" ] && [ "$(k get pods -l tier=store -o name | wc -w)" = "${1#*/}" ]; }
wait_until 120 has 1/1
for count in 2 3; do
  k scale statefulset db --replicas="$count"
  wait_until 120 has "$count/$count"
done
for count in 2 1; do
  k scale statefulset db --replicas="$count"
  wait_until 120 has "$count/$count"
done
k scale statefulset db --replicas=0
wait_until 120 has /0
k patch statefulset db --patch '{"spec": {"replicas": 3}}'
wait_until 180 has 3/3
