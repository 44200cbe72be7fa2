# A bookshop whose Service still has its old name, a depot in a namespace of its own, and a till that is to reach both.

# app NAMESPACE NAME REPLICAS PAGE — an application that shows a page.
app() {
  kubectl apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  namespace: $1
  name: $2
spec:
  replicas: $3
  selector:
    matchLabels: {app: $2}
  template:
    metadata:
      labels: {app: $2}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "$4" > /www/index.html && exec httpd -f -p 8080 -h /www']
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
EOF
}

app "$NAMESPACE" bookshop 2 'all our books'
kubectl --namespace "$NAMESPACE" expose deployment bookshop --name=books --port=80 --target-port=8080
app dns-depot stock 1 'all our stock'
kubectl --namespace dns-depot expose deployment stock --port=80 --target-port=8080

# Both addresses worked when everything was in one namespace and the Service was called books.
k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: till
spec:
  selector:
    matchLabels: {app: till}
  template:
    metadata:
      labels: {app: till}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: till
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
        env:
        - {name: BOOKS_URL, value: http://books/}
        - {name: STOCK_URL, value: http://stock/}
EOF
probe_pod

# Where the depot is to move: an address that the cluster has just given out, and got back.
depot() { kubectl --namespace dns-depot "$@"; }
depot create service clusterip moving --tcp=80
address=$(depot get service moving -o jsonpath='{.spec.clusterIP}')
depot delete service moving
depot create configmap moving --from-literal="address=$address"
remember depot "$address"

k rollout status deployment/bookshop --timeout=120s
k rollout status deployment/till --timeout=120s
kubectl --namespace dns-depot rollout status deployment/stock --timeout=120s

# DNS knows the old name. It is asked the other way round, from address to name: what it says about a name is remembered for
# up to 30 s, and the student is to see the name go.
address=$(k get service books -o jsonpath='{.spec.clusterIP}')
known() { k exec deployment/probe -- nslookup "$address" | grep -q "books.$NAMESPACE.svc"; }
wait_until 30 known
