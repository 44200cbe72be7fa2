# fails: thresholds changed
# en: the configuration was changed again after the kubelet had started
# zh: kubelet 启动之后，配置又改过
# All is well again, and an alarm is wanted after all. The kubelet will read it some day, at its next start.
solution
sleep 2
on "$WORKER_1" "printf '%s\n' 'evictionSoft:' '  nodefs.available: 90%' 'evictionSoftGracePeriod:' '  nodefs.available: 24h' >>/var/lib/kubelet/config.yaml"
