# A typing error in the configuration of CoreDNS, and pods that read it.

# reset.sh heals from these, so they must be there, and whole, before anything is changed. Without the two fields they
# fit objects that were made anew as well.
kept=/root/.kube-classroom/$EXERCISE
rm -rf "$kept.new"
mkdir -p "$kept.new"
for object in configmap/coredns deployment/coredns service/kube-dns; do
  kubectl -n kube-system get "$object" -o yaml | sed -E '/^  (uid|resourceVersion):/d' >"$kept.new/${object%/*}.yaml"
done
mv "$kept.new" "$kept"

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
spec:
  selector:
    matchLabels: {app: greeter}
  template:
    metadata:
      labels: {app: greeter}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "Hello from \$HOSTNAME" > /www/index.html && exec httpd -f -p 8080 -h /www']
---
apiVersion: v1
kind: Service
metadata:
  name: greeter
spec:
  selector: {app: greeter}
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: client
spec:
  selector:
    matchLabels: {app: client}
  template:
    metadata:
      labels: {app: client}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: client
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'while sleep 2; do timeout 5 wget -q -O - http://greeter/ 2>&1; done']
EOF

# What is in the ConfigMap only matters when a pod reads it: those that run notice the error, say so in their logs, and go
# on with what they have. It may lie there for weeks.
kubectl -n kube-system get configmap coredns -o yaml | sed -E 's/^( *)cache 30$/\1chache 60/' | kubectl replace -f -
kubectl -n kube-system get configmap coredns -o yaml | grep chache
kubectl -n kube-system delete pods --selector=k8s-app=kube-dns --grace-period=1

probe_pod
k rollout status deployment/greeter --timeout=120s
k rollout status deployment/client --timeout=120s
