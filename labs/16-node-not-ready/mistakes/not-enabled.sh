# fails: boot
# Started, and all is well. At the next boot of the host it is dead again.
on "$WORKER_1" 'rm /etc/maintenance && systemctl start kubelet'
k rollout status deployment/archive --timeout=120s
