# fails: members
# A Deployment that mounts one claim for all. Its pods run, share what they write, and have names that do not stay.
k create -f - <<EOF
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data
spec:
  storageClassName: $NAMESPACE
  accessModes: [ReadWriteOnce]
  resources:
    requests: {storage: 10Mi}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: db
spec:
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
        command: ["sh", "-c", 'trap exit TERM; echo "\$HOSTNAME \$(hostname -i)" >> /data/journal; httpd -f -p 8080 -h /data & wait']
        volumeMounts:
        - {name: data, mountPath: /data}
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
EOF
k rollout status deployment/db --timeout=120s
