# In a drop-in of the unit, which comes last; flannel's container is ended on the host. The kiosk's pod is made anew, with a sidecar.
on "$WORKER_1" "mkdir -p /etc/systemd/system/kubelet.service.d
  printf '%s\n' '[Service]' 'Environment=KUBELET_EXTRA_ARGS=--node-ip=$WORKER_1_IP' >/etc/systemd/system/kubelet.service.d/90-address.conf
  rm /etc/sysconfig/kubelet
  systemctl daemon-reload
  systemctl restart kubelet"
back() { grep -qw "$WORKER_1_IP" <<<"$(kubectl get node "$WORKER_1_NODE" -o wide)"; }
wait_until 60 back
on "$WORKER_1" 'docker ps --quiet --filter label=io.kubernetes.container.name=kube-flannel | xargs --no-run-if-empty docker kill'
k patch deployment kiosk --type=json --patch '[{"op": "add", "path": "/spec/template/spec/containers/0", "value":
  {"name": "beside", "image": "'"$IMAGE_BUSYBOX"'", "imagePullPolicy": "IfNotPresent", "command": ["sleep", "1000000000"]}}]'
k rollout status deployment/kiosk --timeout=120s
