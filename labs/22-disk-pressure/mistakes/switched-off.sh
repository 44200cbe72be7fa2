# fails: guard
# No thresholds, no pressure, ever. When the disk is really full, nobody makes room, Docker and the kubelet cannot write any more, and the
# node takes pods until the end.
on "$WORKER_1" "sed -i -e '/^# Alarm when/d' -e '/^evictionSoft/{N;d}' /var/lib/kubelet/config.yaml
  printf '%s\n' 'evictionHard:' '  nodefs.available: \"0%\"' '  imagefs.available: \"0%\"' >>/var/lib/kubelet/config.yaml
  systemctl restart kubelet"
k rollout status deployment/press --timeout=120s
k delete pods --field-selector=status.phase=Failed
