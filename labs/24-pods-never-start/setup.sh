# A Deployment whose two containers have an image of a registry that there is none of: it was on the colleague's machine.
# (example.com is kept free for examples, so that the name is nobody's.)
image=registry.example.com/library/busybox:1.33

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
spec:
  replicas: 3
  selector:
    matchLabels: {app: greeter}
  template:
    metadata:
      labels: {app: greeter}
    spec:
      terminationGracePeriodSeconds: 0
      initContainers:
      - name: page
        image: $image
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'echo "Hello from \$HOSTNAME" > /www/index.html']
        volumeMounts:
        - {name: www, mountPath: /www}
      containers:
      - name: web
        image: $image
        imagePullPolicy: IfNotPresent
        command: [httpd, -f, -p, "8080", -h, /www]
        ports:
        - containerPort: 8080
        volumeMounts:
        - {name: www, mountPath: /www}
      volumes:
      - name: www
        emptyDir: {}
---
apiVersion: v1
kind: Service
metadata:
  name: greeter
spec:
  type: NodePort
  selector: {app: greeter}
  ports:
  - {port: 80, targetPort: 8080}
EOF
# With its pods there it is a start state; why they do not start they say a moment later.
three_pods() { [ "$(k get pods --no-headers 2>/dev/null | wc -l)" = 3 ]; }
wait_until 30 three_pods
