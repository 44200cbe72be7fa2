# A worker whose kubelet takes a disk with plenty of room for full. Nothing is written to the disk for that.
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

# An alarm by somebody who wrote down how much may be used where the kubelet reads how much must be free. A soft threshold, so
# that nothing is taken away for a day: for a hard one the kubelet would delete every image that no pod uses just now.
# shellcheck disable=SC2016 # for the other host's shell
on "$WORKER_1" '
  set -e
  free=$(df --output=avail,size /var/lib/kubelet | awk "END { print int(100 * \$1 / \$2) }")
  alarm=95%
  if [ "$free" -ge 94 ]; then alarm=99.9%; fi
  cat >>/var/lib/kubelet/config.yaml <<EOF
# Alarm when the disk is $alarm full, at once, and a day to react.
evictionSoft:
  nodefs.available: $alarm
evictionSoftGracePeriod:
  nodefs.available: 24h
EOF
  sed -i "s/^nodeStatusUpdateFrequency: .*/nodeStatusUpdateFrequency: 1s/" /var/lib/kubelet/config.yaml
  systemctl restart kubelet'
tainted() { kubectl get node "$WORKER_1_NODE" -o jsonpath='{.spec.taints[*].key}' | grep -w node.kubernetes.io/disk-pressure; }
wait_until 90 tainted

# The scheduler sends the press nowhere now. The report is bound to the node by its own manifest, and the kubelet turns it away.
k apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: report
spec:
  nodeName: $WORKER_1_NODE
  restartPolicy: Never
  containers:
  - name: report
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [echo, "All is well."]
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: press
spec:
  replicas: 2
  selector:
    matchLabels: {app: press}
  template:
    metadata:
      labels: {app: press}
    spec:
      nodeSelector:
        kubernetes.io/hostname: $(kubectl get node "$WORKER_1_NODE" -o jsonpath='{.metadata.labels.kubernetes\.io/hostname}')
      terminationGracePeriodSeconds: 0
      containers:
      - name: press
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
EOF
evicted() { [ "$(k get pod report -o jsonpath='{.status.reason}')" = Evicted ]; }
wait_until 60 evicted
