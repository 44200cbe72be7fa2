# A shop and its back office, whose labels differ in one, and a Service with a typing error in its selector.

app() {
  local name=$1 tier=$2 replicas=$3
  k apply -f - <<EOF
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
      labels: {deployment: $name, app: shop, tier: $tier}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "$name: a page from \$HOSTNAME" > /www/index.html && exec httpd -f -p 8080 -h /www']
        ports:
        - {name: http, containerPort: 8080}
        readinessProbe:
          tcpSocket: {port: http}
          periodSeconds: 1
EOF
}

k apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector: {app: shop, tier: fronted}
  ports:
  - {port: 80, targetPort: 8080}
EOF
app shop frontend 2
app shop-admin backoffice 1
probe_pod
k rollout status deployment/shop --timeout=120s
k rollout status deployment/shop-admin --timeout=120s

remember address "$(k get service shop -o jsonpath='{.spec.clusterIP}')"
remember port "$(k get service shop -o jsonpath='{.spec.ports[0].nodePort}')"
