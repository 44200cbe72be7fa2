# From YAML, with other labels, two pods, a program beside nginx, and the page on the second port of the Service.
k apply -f - <<MANIFEST
apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx
spec:
  replicas: 2
  selector:
    matchLabels: {site: welcome}
  template:
    metadata:
      labels: {site: welcome, tier: web}
    spec:
      containers:
      - {name: aside, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [sleep, "1000000"]}
      - name: web
        image: $IMAGE_NGINX
        imagePullPolicy: IfNotPresent
        ports:
        - {name: page, containerPort: 80}
      terminationGracePeriodSeconds: 0
---
apiVersion: v1
kind: Service
metadata:
  name: nginx
spec:
  type: NodePort
  selector: {tier: web}
  ports:
  - {name: aside, port: 8000, targetPort: 8000}
  - {name: page, port: 8080, targetPort: page}
MANIFEST
k rollout status deployment/nginx --timeout=120s
