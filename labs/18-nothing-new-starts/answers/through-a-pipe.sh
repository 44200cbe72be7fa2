# The bytes through a pipe, and the mode given by hand; page is rolled out anew on all nodes, with a sidecar.
ssh -o BatchMode=yes "root@$WORKER_1" 'cat >/opt/cni/bin/flannel && chmod 755 /opt/cni/bin/flannel' </opt/cni/bin/flannel
k patch daemonset page --type=json --patch '[{"op": "add", "path": "/spec/template/spec/containers/0", "value":
  {"name": "beside", "image": "'"$IMAGE_BUSYBOX"'", "imagePullPolicy": "IfNotPresent", "command": ["sleep", "1000000000"]}}]'
k rollout status daemonset/page --timeout=120s
