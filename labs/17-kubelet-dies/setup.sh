# The first worker after somebody gave Docker another cgroup driver, and a pod that is to run there.
kept=/root/.kube-classroom/$EXERCISE

# What reset.sh brings back: the host's files, and the node, should somebody delete it.
on "$WORKER_1" "
  set -e
  if ! grep -q native.cgroupdriver=systemd /etc/docker/daemon.json; then
    echo 'Docker of this lab does not have the cgroup driver of the guide, so there is nothing to break.' >&2
    exit 1
  fi
  umask 077
  mkdir -p $kept
  cd /
  tar -cf $kept/files.tar.new \$(ls -d etc/docker etc/kubernetes etc/sysconfig/kubelet etc/systemd/system/{docker,kubelet}.service* \
    var/lib/kubelet/{config.yaml,kubeadm-flags.env,pki} 2>/dev/null)
  mv $kept/files.tar.new $kept/files.tar"
mkdir -p "$kept"
kubectl get node "$WORKER_1_NODE" -o yaml >"$kept/node.yaml.new"
mv "$kept/node.yaml.new" "$kept/node.yaml"
remember settings "$(on "$WORKER_1" cat /etc/docker/daemon.json | tr -d '\n')"

# Docker ends its containers when it restarts, and gives each ten seconds; there is no need to wait for that. The kubelet
# compares both drivers when it starts, and ends at once.
on "$WORKER_1" '
  set -e
  systemctl stop kubelet
  docker ps --quiet | xargs --no-run-if-empty docker kill >/dev/null
  sed -i s/native.cgroupdriver=systemd/native.cgroupdriver=cgroupfs/ /etc/docker/daemon.json
  systemctl reset-failed docker
  systemctl restart docker
  systemctl reset-failed docker
  systemctl start kubelet'

k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: depot
spec:
  selector:
    matchLabels: {app: depot}
  template:
    metadata:
      labels: {app: depot}
    spec:
      nodeSelector:
        kubernetes.io/hostname: $(kubectl get node "$WORKER_1_NODE" -o jsonpath='{.metadata.labels.kubernetes\.io/hostname}')
      terminationGracePeriodSeconds: 0
      containers:
      - name: depot
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
EOF
