# A web application that works something out for every page, and visitors who have not come yet.
k apply -f - <<'EOF'
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  page: |
    #!/bin/sh
    # Worked out anew for every visitor: that is what costs cpu time.
    awk 'BEGIN { for (i = 0; i < 200000; i++) sum += i; print "Content-Type: text/plain\n\nthe sum is", sum }'
EOF

# No resources: how much cpu a pod needs is not said anywhere.
k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [httpd, -f, -p, "8080", -h, /www]
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
        volumeMounts:
        - {name: pages, mountPath: /www/cgi-bin}
      volumes:
      - name: pages
        configMap: {name: web, defaultMode: 0755}
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: web}
  ports:
  - {port: 80, targetPort: 8080}
EOF

# Each pod is four visitors. They rest between two pages, so that the application is busy and the node is not.
k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: visitors
spec:
  replicas: 0
  selector:
    matchLabels: {app: visitors}
  template:
    metadata:
      labels: {app: visitors}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: visitors
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command:
        - sh
        - -c
        - |
          visitor() {
            while true; do
              wget -q -T 5 -O /dev/null "http://\$WEB_SERVICE_HOST/cgi-bin/page"
              sleep 0.2
            done
          }
          visitor & visitor & visitor & visitor & wait
EOF
k rollout status deployment/web --timeout=120s
