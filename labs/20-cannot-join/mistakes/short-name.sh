# fails: member
# The right line, and a shorter name: that of the host as everybody says it.
join=$(kubeadm token create --ttl 15m --print-join-command)
on "$WORKER_2" "$join --node-name $WORKER_2"
