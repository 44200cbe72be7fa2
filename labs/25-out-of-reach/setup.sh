# A worker whose kubelet was given the address of another of its networks, and whose flannel has started since then.
kept=/root/.kube-classroom/$EXERCISE

# What reset.sh brings back: the files of every host in which one may look for the cause, and the node, should somebody delete it.
keep_files() {
  umask 077
  mkdir -p "$1"
  cd /
  # shellcheck disable=SC2046 # none of them has a blank in its name
  tar -cf "$1/files.tar.new" $(ls -d etc/hosts etc/kubernetes etc/sysconfig/kubelet etc/systemd/system/kubelet.service* \
    var/lib/kubelet/{config.yaml,kubeadm-flags.env,pki} 2>/dev/null)
  mv "$1/files.tar.new" "$1/files.tar"
}
keeping=()
for host in $CONTROL_PLANE $WORKERS; do
  on "$host" "$(declare -f keep_files); set -e; keep_files $kept" &
  keeping+=($!)
done
for job in "${keeping[@]}"; do wait "$job"; done
kubectl get node "$WORKER_1_NODE" -o yaml >"$kept/node.yaml.new"
mv "$kept/node.yaml.new" "$kept/node.yaml"

k apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: kiosk
spec:
  type: NodePort
  selector: {app: kiosk}
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kiosk
spec:
  selector:
    matchLabels: {app: kiosk}
  template:
    metadata:
      labels: {app: kiosk}
    spec:
      nodeSelector:
        kubernetes.io/hostname: $(kubectl get node "$WORKER_1_NODE" -o jsonpath='{.metadata.labels.kubernetes\.io/hostname}')
      terminationGracePeriodSeconds: 0
      containers:
      - name: kiosk
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'mkdir /www && echo "The kiosk is open" | tee /www/index.html && exec httpd -f -p 8080 -h /www']
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
EOF

# The address of Docker's bridge: every host has it, and it is the same on each, so that whoever calls it reaches himself.
# shellcheck disable=SC2016 # for the other host's shell
on "$WORKER_1" '
  set -e
  address=$(ip -4 -oneline address show dev docker0 | sed -E "s/.* inet ([0-9.]+).*/\1/")
  sed -i -E "s/--node-ip=[0-9.]+/--node-ip=$address/" /etc/sysconfig/kubelet
  systemctl restart kubelet'
internal_ip() { kubectl get node "$WORKER_1_NODE" -o jsonpath='{.status.addresses[?(@.type=="InternalIP")].address}'; }
moved() { [ "$(internal_ip)" != "$WORKER_1_IP" ]; }
wait_until 60 moved

# flannel takes the node's address when it starts, and tells it to the others. After a boot of the host it would start, too.
on "$WORKER_1" 'docker ps --quiet --filter label=io.kubernetes.container.name=kube-flannel | xargs --no-run-if-empty docker kill'
told() { kubectl get node "$WORKER_1_NODE" -o jsonpath='{.metadata.annotations.flannel\.alpha\.coreos\.com/public-ip}'; }
told_the_wrong_one() { [ "$(told)" = "$(internal_ip)" ]; }
wait_until 90 told_the_wrong_one
k rollout status deployment/kiosk --timeout=120s
