# A worker leaves the cluster, as thoroughly as if its disk had been replaced, and every token has expired.

# What reset.sh brings back: the tokens that there were, and what others have set on the node.
kept=/root/.kube-classroom/$EXERCISE
(
  umask 077
  rm -rf "$kept.new"
  mkdir -p "$kept.new"
  kubectl -n kube-system get secrets --field-selector=type=bootstrap.kubernetes.io/token -o yaml |
    sed -E '/^    (uid|resourceVersion):/d' >"$kept.new/tokens.yaml"
  kubectl get node "$WORKER_2_NODE" -o jsonpath='{.spec.taints}' >"$kept.new/taints"
  kubectl get node "$WORKER_2_NODE" --show-labels --no-headers | awk '{ print $NF }' | tr , '\n' >"$kept.new/labels"
  mv "$kept.new" "$kept"
)

# What runs on the other workers goes on; what ran on this one moves there.
leave() {
  systemctl stop kubelet
  docker ps --all --quiet --filter name=^/k8s_ | xargs -r docker rm --force
  kubeadm reset --force
  # kubeadm reset says that it leaves these to us.
  iptables-save | grep -vF -e KUBE- -e CNI- -e "$POD_CIDR" | iptables-restore
  rm -rf /etc/cni/net.d/* /run/flannel
  for link in cni0 flannel.1; do
    if [ -e "/sys/class/net/$link" ]; then ip link delete "$link"; fi
  done
}
on "$WORKER_2" "set -e; POD_CIDR=$POD_CIDR; $(declare -f leave); leave"
kubectl delete node "$WORKER_2_NODE"
kubectl delete pods --all-namespaces --field-selector="spec.nodeName=$WORKER_2_NODE" --force --grace-period=0

# An expired token is a Secret that is gone. Those of the cluster's owner come back with reset.sh.
kubectl -n kube-system delete secrets --field-selector=type=bootstrap.kubernetes.io/token

k apply -f - <<EOF
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
k rollout status daemonset/page --timeout=120s
