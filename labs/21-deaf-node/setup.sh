# A Service that the node knows, then the node loses what tells it of Services, and then there are news.

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: news
spec:
  replicas: 2
  selector:
    matchLabels: {app: news}
  template:
    metadata:
      labels: {app: news}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "news, edition \$EDITION" > /www/index.html && exec httpd -f -p 8080 -h /www']
        env:
        - {name: EDITION, value: "1"}
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
---
apiVersion: v1
kind: Service
metadata:
  name: news
spec:
  type: NodePort
  selector: {app: news}
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: probe
  labels: {kube-classroom/role: probe, kube-classroom/helper: probe}
spec:
  selector:
    matchLabels: {kube-classroom/helper: probe}
  template:
    metadata:
      labels: {kube-classroom/role: probe, kube-classroom/helper: probe}
    spec:
      nodeSelector: {kubernetes.io/hostname: $WORKER_1_NODE}
      terminationGracePeriodSeconds: 0
      containers:
      - name: busybox
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
EOF
k rollout status deployment/news --timeout=120s
helper deployment/probe

# The node has learned of the Service.
address=$(k get service news -o jsonpath='{.spec.clusterIP}')
wait_until 60 k exec deployment/probe -- wget -q -T 2 -O /dev/null "http://$address/"

# What there is of it already, so that reset.sh takes away what a student has made and nothing else: what runs kube-proxy in the
# cluster and on the first worker, and who writes addresses into this host's rules.
proxies() {
  kubectl -n kube-system get daemonsets,deployments -o jsonpath='{range .items[*]}{.kind}/{.metadata.name} {.spec.template.spec.containers[*].image}{"\n"}{end}' |
    awk '/kube-proxy/ { print $1 }'
}
by_hand() { iptables-save -t nat | grep -E '^-A (PREROUTING|OUTPUT) .*-j (DNAT|REDIRECT)' || true; }
on_host() {
  mkdir -p "$1"
  by_hand >"$1/rules"
  ls /etc/kubernetes/manifests >"$1/manifests"
}

# reset.sh heals from this, so it must be there, and whole, before anything is changed. Without the two fields it fits
# an object that was made anew as well.
kept=/root/.kube-classroom/$EXERCISE/kube-proxy.yaml
mkdir -p "${kept%/*}"
proxies >"${kept%/*}/proxies"
on "$WORKER_1" "$(declare -f by_hand on_host); set -e; on_host ${kept%/*}"
kubectl -n kube-system get daemonset/kube-proxy configmap/kube-proxy -o yaml | sed -E '/^    (uid|resourceVersion):/d' >"$kept.new"
mv "$kept.new" "$kept"

# “Only nodes that serve customers need it.” OnDelete, so that nothing is restarted on the other nodes, neither now nor when
# this is mended.
for node in $NODES; do
  if [ "$node" != "$WORKER_1_NODE" ]; then kubectl label node "$node" --overwrite serves=customers; fi
done
kubectl -n kube-system patch daemonset kube-proxy --patch '{"spec": {
  "updateStrategy": {"type": "OnDelete", "rollingUpdate": null}, "template": {"spec": {"nodeSelector": {"serves": "customers"}}}}}'
left_out() {
  local wanted
  wanted=$(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.desiredNumberScheduled}')
  ((wanted == $(wc -w <<<"$NODES") - 1))
}
wait_until 60 left_out
# It may ask for more time than it needs to end. Its rules it leaves as they are.
kubectl -n kube-system delete pods --selector=k8s-app=kube-proxy --field-selector="spec.nodeName=$WORKER_1_NODE" --grace-period=1 --ignore-not-found

# From now on the node does not hear of anything new: neither of a Service nor of pods.
k expose deployment news --name=news-mobile --type=NodePort --port=80 --target-port=8080
k set env deployment/news EDITION=2
k rollout status deployment/news --timeout=120s
