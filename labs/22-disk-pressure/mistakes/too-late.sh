# fails: guard late
# en: the kubelet makes room only when it is too late
# zh: kubelet 要到来不及的时候才腾出空间
# It is to be left in peace as long as anything is left at all.
on "$WORKER_1" "sed -i -e '/^# Alarm when/d' -e '/^evictionSoft/{N;d}' /var/lib/kubelet/config.yaml
  printf '%s\n' 'evictionHard:' '  memory.available: 100Mi' '  nodefs.available: 1Mi' >>/var/lib/kubelet/config.yaml
  systemctl restart kubelet"
k rollout status deployment/press --timeout=120s
k delete pods --field-selector=status.phase=Failed
