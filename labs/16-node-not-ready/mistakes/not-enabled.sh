# fails: boot disabled
# en: the kubelet was started and not enabled
# zh: kubelet 启动了，但没有设置为随开机启动
# Started, and all is well. At the next boot of the host it is dead again.
on "$WORKER_1" 'rm /etc/maintenance && systemctl start kubelet'
k rollout status deployment/archive --timeout=120s
