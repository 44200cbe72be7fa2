# fails: thresholds high
# en: an alarm is left that wants more than a quarter of the disk to stay free
# zh: 还有一个警报要求磁盘空着超过四分之一
# The alarm is right now, and for good measure there is one for inodes beside it: half of them are to be left. Today they are.
on "$WORKER_1" "sed -i -E 's/^( *)nodefs.available: [0-9.]+%/&\n\1nodefs.inodesFree: 50%/; s/^( *)nodefs.available: 24h/&\n\1nodefs.inodesFree: 24h/; s/nodefs.available: [0-9.]+%/nodefs.available: 10%/' /var/lib/kubelet/config.yaml && systemctl restart kubelet"
k rollout status deployment/press --timeout=120s
k delete pods --field-selector=status.phase=Failed
