# fails: endpoints others
# en: the selector is too wide and fits the pods of others as well
# zh: 选择器太宽，也选中了别人的 Pod
# Two Deployments with one label, which is the one that the Service asks for. Nobody notices while the other has no pod.
app() {
  local name=$1 replicas=$2
  k apply -f - <<MANIFEST
apiVersion: apps/v1
kind: Deployment
metadata:
  name: $name
spec:
  replicas: $replicas
  selector:
    matchLabels: {deployment: $name}
  template:
    metadata:
      labels: {deployment: $name, app: web}
    spec:
      containers:
      - {name: nginx, image: $IMAGE_NGINX, imagePullPolicy: IfNotPresent}
MANIFEST
}
app nginx 1
app other 0
k expose deployment nginx --port=80 --type=NodePort --selector=app=web
k rollout status deployment/nginx --timeout=120s
