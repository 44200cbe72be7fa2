# First the Service: the members' names are made under it. Without a virtual address, its name leads to the pods.
k apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector: {app: db}
  ports:
  - {name: http, port: 8080}
EOF

# For each member the StatefulSet makes a pod db-N and, from the template, a claim data-db-N. The claim is never deleted
# with the pod, and the next pod of that name gets it again.
k apply -f - <<EOF
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 3
  selector:
    matchLabels: {app: db}
  template:
    metadata:
      labels: {app: db}
    spec:
      containers:
      - name: member
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: ["sh", "-c", 'note() { echo "\$(date +%FT%T) \$HOSTNAME \$(hostname -i) \$1" >> /data/journal; }; trap "note goes; exit" TERM; note comes; httpd -f -p 8080 -h /data & wait']
        volumeMounts:
        - {name: data, mountPath: /data}
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      storageClassName: $NAMESPACE
      accessModes: [ReadWriteOnce]
      resources:
        requests: {storage: 10Mi}
EOF
k rollout status statefulset/db --timeout=120s

# Shrunk to nothing, and grown again: db-2 goes first, and db-1 only when it is gone. Then new pods come, one after another under
# the old names, and each finds its claim again.
k scale statefulset db --replicas=0
empty() { [ -z "$(k get pods --selector app=db -o name)" ]; }
wait_until 120 empty
k scale statefulset db --replicas=3
k rollout status statefulset/db --timeout=120s

# Two starts in each journal, under one name, at two addresses: only the address of a pod does not stay.
k get persistentvolumeclaims
for member in db-0 db-1 db-2; do k exec "$member" -- cat /data/journal; done
