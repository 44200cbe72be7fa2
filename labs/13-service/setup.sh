# Two houses that serve the same tea, each listening at a port of its own, and a kitchen that looks much like them.

app() {
  local name=$1 replicas=$2 tier=$3 house=$4 port=$5 page=$6
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
      labels: {deployment: $name, app: tea, tier: $tier, house: $house}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && touch /www/open && echo "$page from \$HOSTNAME" > /www/index.html && exec httpd -f -p $port -h /www']
        ports:
        - {name: http, containerPort: $port}
        readinessProbe:
          httpGet: {path: /open, port: http}
          periodSeconds: 1
          failureThreshold: 1
MANIFEST
}

app tea 3 counter main 8080 tea
app tea-annex 1 counter annex 9090 tea
app tea-kitchen 1 kitchen main 8080 'kitchen, staff only:'
probe_pod
for name in tea tea-annex tea-kitchen; do k rollout status "deployment/$name" --timeout=120s; done

remember pods "$(k get pods --selector=app=tea -o jsonpath='{.items[*].metadata.uid}')"
