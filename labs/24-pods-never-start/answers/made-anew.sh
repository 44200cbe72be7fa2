# The Deployment deleted and written anew: other names for its containers, more labels, a sidecar before the others, four pods.
k delete deployment greeter
k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
spec:
  replicas: 4
  selector:
    matchLabels: {app: greeter, tier: front}
  template:
    metadata:
      labels: {app: greeter, tier: front}
    spec:
      terminationGracePeriodSeconds: 0
      initContainers:
      - name: writer
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'echo "Hello from \$HOSTNAME" > /www/index.html']
        volumeMounts:
        - {name: www, mountPath: /www}
      containers:
      - name: beside
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
      - name: server
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [httpd, -f, -p, "8080", -h, /www]
        volumeMounts:
        - {name: www, mountPath: /www}
      volumes:
      - name: www
        emptyDir: {}
EOF
k rollout status deployment/greeter --timeout=120s
