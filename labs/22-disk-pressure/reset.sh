# The first worker's files as they were before setup.sh, and nothing left of the pressure.
kept=/root/.kube-classroom/$EXERCISE

restore() {
  if [ -s "$1/files.tar" ]; then
    systemctl stop kubelet
    # One that was started by hand would hold the service's ports.
    pkill -x kubelet || true
    rm -rf /etc/systemd/system/kubelet.service*
    tar -C / -xf "$1/files.tar"
    systemctl daemon-reload
  fi
  systemctl --quiet enable kubelet
  systemctl start kubelet
  if ! curl --silent --fail --retry 60 --retry-delay 1 --retry-connrefused http://127.0.0.1:10248/healthz >/dev/null; then
    echo "the kubelet of $(hostname) does not answer"
    journalctl --unit kubelet --no-pager --lines 5
    return 1
  fi
  rm -rf "$1"
}
on "$WORKER_1" "$(declare -f restore); set -e; restore $kept"

# A node that registers anew gets another range of pod addresses, and flannel has written nothing on it. The one that was kept
# has both; the kubelet finds it there and takes it for its own. What has run with the other range starts anew.
uid=$(kubectl get node "$WORKER_1_NODE" --ignore-not-found -o jsonpath='{.metadata.uid}')
if [ -s "$kept/node.yaml" ] && ! grep -qx "  uid: $uid" "$kept/node.yaml"; then
  on "$WORKER_1" 'systemctl stop kubelet
    docker ps --quiet --filter name=^/k8s_ | xargs --no-run-if-empty docker kill
    rm -f /run/flannel/subnet.env
    ip link delete cni0' || true
  kubectl delete node "$WORKER_1_NODE" --ignore-not-found
  sed -E '/^  (uid|resourceVersion):/d' "$kept/node.yaml" | kubectl create -f -
  on "$WORKER_1" systemctl start kubelet
  wait_until 90 on "$WORKER_1" test -s /run/flannel/subnet.env
fi

relieved() { ! kubectl get node "$WORKER_1_NODE" -o jsonpath='{.spec.taints[*].key}' | grep -w node.kubernetes.io/disk-pressure; }
wait_until 60 relieved
kubectl uncordon "$WORKER_1_NODE"

# Pods of others that were turned away there. What made them has made others since; these only lie about.
kubectl get pods --all-namespaces --field-selector="status.phase=Failed,spec.nodeName=$WORKER_1_NODE" \
  -o jsonpath='{range .items[?(@.status.reason=="Evicted")]}{.metadata.namespace} {.metadata.name}{"\n"}{end}' |
  while read -r namespace pod; do kubectl --namespace "$namespace" delete pod "$pod" --ignore-not-found --wait=false; done
rm -rf "$kept"
