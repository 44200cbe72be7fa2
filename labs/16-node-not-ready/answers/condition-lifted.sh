# The file stays; the condition is lifted by a drop-in of one's own, in which an empty assignment takes the earlier ones back.
on "$WORKER_1" '
  printf "%s\n" "[Unit]" "ConditionPathExists=" >/etc/systemd/system/kubelet.service.d/90-go-on.conf
  systemctl daemon-reload
  systemctl enable --now kubelet'
k rollout status deployment/archive --timeout=120s
