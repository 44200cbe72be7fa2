# The first worker after a maintenance that nobody has ended, and an archive that must run there because its data is there.
kept=/root/.kube-classroom/$EXERCISE

# What reset.sh brings back: the host's files, and the node, should somebody delete it.
on "$WORKER_1" "
  set -e
  umask 077
  mkdir -p $kept
  cd /
  tar -cf $kept/files.tar.new \$(ls -d etc/kubernetes etc/sysconfig/kubelet etc/systemd/system/kubelet.service* \
    var/lib/kubelet/{config.yaml,kubeadm-flags.env,pki} 2>/dev/null)
  mv $kept/files.tar.new $kept/files.tar"
mkdir -p "$kept"
kubectl get node "$WORKER_1_NODE" -o yaml >"$kept/node.yaml.new"
mv "$kept/node.yaml.new" "$kept/node.yaml"

remember taints "$(kubectl get node "$WORKER_1_NODE" -o jsonpath='{range .spec.taints[*]}{.key}:{.effect} {end}')"

# Turned off, kept from starting with the host, and held back by a file in case somebody starts it all the same.
on "$WORKER_1" '
  set -e
  mkdir -p /etc/systemd/system/kubelet.service.d
  printf "%s\n" "# Nothing starts here while we work on the disks." "[Unit]" "ConditionPathExists=!/etc/maintenance" \
    >/etc/systemd/system/kubelet.service.d/20-maintenance.conf
  echo "Disks are being replaced." >/etc/maintenance
  systemctl --quiet disable kubelet
  systemctl daemon-reload
  systemctl stop kubelet'

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: archive
spec:
  replicas: 2
  selector:
    matchLabels: {app: archive}
  template:
    metadata:
      labels: {app: archive}
    spec:
      nodeSelector:
        kubernetes.io/hostname: $(kubectl get node "$WORKER_1_NODE" -o jsonpath='{.metadata.labels.kubernetes\.io/hostname}')
      terminationGracePeriodSeconds: 0
      containers:
      - name: archive
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
EOF

# The node is still called Ready for forty seconds. That its kubelet has fallen silent shows in its lease, which it renews
# every ten seconds.
remember uid "$(kubectl get node "$WORKER_1_NODE" -o jsonpath='{.metadata.uid}')"
remember renewed "$(kubectl --namespace kube-node-lease get lease "$WORKER_1_NODE" -o jsonpath='{.spec.renewTime}')"
