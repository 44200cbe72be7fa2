# The alarm stays, and says what must be free. The hard thresholds are written out, in other units than the defaults.
on "$WORKER_1" "sed -i -E 's/nodefs.available: [0-9.]+%/nodefs.available: 10%/' /var/lib/kubelet/config.yaml
  printf '%s\n' 'evictionHard:' '  memory.available: \"200000k\"' '  nodefs.available: 2Gi' '  imagefs.available: 15%' >>/var/lib/kubelet/config.yaml
  systemctl restart kubelet"
k rollout status deployment/press --timeout=120s
k delete pod report
