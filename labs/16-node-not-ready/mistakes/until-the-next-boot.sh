# fails: boot passing
# en: the condition is only lifted until the next boot
# zh: 启动条件只解除到下次开机为止
# The condition is lifted by a drop-in, as `systemctl edit --runtime` makes it. It lies below /run.
on "$WORKER_1" '
  mkdir -p /run/systemd/system/kubelet.service.d
  printf "%s\n" "[Unit]" "ConditionPathExists=" >/run/systemd/system/kubelet.service.d/90-go-on.conf
  systemctl daemon-reload
  systemctl enable --now kubelet'
k rollout status deployment/archive --timeout=120s
