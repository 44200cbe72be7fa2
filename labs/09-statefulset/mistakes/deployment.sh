# fails: members missing
# en: there is no StatefulSet that makes the members
# zh: 没有 StatefulSet 来创建成员
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
        command: ["sh", "-c", 'note() { echo "\$(date +%FT%T) \$HOSTNAME \$(hostname -i) \$1" >> /data/journal; }; trap "note goes; exit" TERM; note comes; httpd -f -p 8080 -h /data & wait']
        volumeMounts:
        - {name: data, mountPath: /data}
      volumes:
      - name: data
        persistentVolumeClaim: {claimName: data}
EOF
k rollout status deployment/db --timeout=120s
