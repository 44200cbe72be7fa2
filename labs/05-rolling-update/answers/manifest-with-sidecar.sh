# The whole manifest is applied for each version: three pods that ask for their page before they are Ready, and another
# container before the one that answers.
version() {
  k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  template:
    metadata:
      labels: {app: web}
    spec:
      terminationGracePeriodSeconds: 60
      containers:
      - name: watcher
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'trap exit TERM; while sleep 1 & wait; do :; done']
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, /program/web]
        env:
        - {name: VERSION, value: "$1"}
        ports:
        - containerPort: 8080
        readinessProbe:
          httpGet: {path: /, port: 8080}
          periodSeconds: 1
          timeoutSeconds: 5
        lifecycle:
          preStop:
            exec: {command: [sh, -c, 'sleep 6']}
        volumeMounts:
        - {name: program, mountPath: /program}
      volumes:
      - name: program
        configMap:
          name: program
          defaultMode: 0555
          items:
          - {key: web, path: web}
          - {key: index.cgi, path: cgi-bin/index.cgi}
EOF
  k rollout status deployment/web --timeout=180s
  wait_until 90 settled
}
settled() { [ "$(k get pods --selector=app=web -o name | wc -l)" = 3 ]; }

version 1
version 2
version 3
