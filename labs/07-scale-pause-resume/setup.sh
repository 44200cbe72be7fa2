# A shop of version 1 with three pods. New pods may all come at once, so that a rollout does not take long.
k apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector: {app: shop}
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 3
  strategy:
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "shop, version \$VERSION, from \$HOSTNAME" > /www/index.html && exec httpd -f -p 8080 -h /www']
        env:
        - {name: VERSION, value: "1"}
        ports:
        - containerPort: 8080
EOF
k rollout status deployment/shop --timeout=120s

remember revision "$(k get deployment shop -o jsonpath='{.metadata.annotations.deployment\.kubernetes\.io/revision}')"
# Of a Deployment that has never been paused this condition has been true since it was made.
remember progressing "$(k get deployment shop -o jsonpath='{.status.conditions[?(@.type=="Progressing")].lastTransitionTime}')"
