# fails: member otherName
# en: the node has joined under another name than the cluster expects
# zh: 节点加入时用的名称不是集群所要的那个
# The right line, and a shorter name: that of the host as everybody says it.
join=$(kubeadm token create --ttl 15m --print-join-command)
on "$WORKER_2" "$join --node-name $WORKER_2"
