# Two pods on one node, a plugin that goes away, and one of the two that has to be made anew.

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ledger
spec:
  replicas: 1
  selector:
    matchLabels: {app: ledger}
  template:
    metadata:
      labels: {app: ledger}
    spec:
      nodeSelector: {kubernetes.io/hostname: $WORKER_1_NODE}
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "a book begun at \$(date)" > /www/index.html && exec httpd -f -p 8080 -h /www']
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: page
spec:
  selector:
    matchLabels: {app: page}
  template:
    metadata:
      labels: {app: page}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "the page of \$NODE" > /www/index.html && exec httpd -f -p 8080 -h /www']
        env:
        - name: NODE
          valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
EOF
k rollout status deployment/ledger --timeout=120s
k rollout status daemonset/page --timeout=120s
ledger=$(k get pods --selector=app=ledger -o jsonpath='{.items[0].metadata.name} {.items[0].metadata.uid}')
remember pod "${ledger% *}"
remember uid "${ledger#* }"

# reset.sh heals from the copy, so it must be whole before the plugin goes.
on "$WORKER_1" "
  set -e
  kept=/root/.kube-classroom/$EXERCISE
  mkdir -p \$kept
  cp -p /opt/cni/bin/flannel \$kept/flannel.new
  mv \$kept/flannel.new \$kept/flannel
  rm /opt/cni/bin/flannel"

k delete pods --selector=app=page --field-selector="spec.nodeName=$WORKER_1_NODE"
successor() { [ -n "$(k get pods --selector=app=page --field-selector="spec.nodeName=$WORKER_1_NODE" -o name)" ]; }
wait_until 30 successor
