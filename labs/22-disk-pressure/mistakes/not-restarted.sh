# fails: pressure notRestarted
# en: the file was corrected, and the kubelet has not read it again
# zh: 文件改对了，而 kubelet 没有重新读取
# The file is right again. The kubelet has read it before.
on "$WORKER_1" "sed -i -e '/^# Alarm when/d' -e '/^evictionSoft/{N;d}' /var/lib/kubelet/config.yaml"
