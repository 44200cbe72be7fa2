# The cluster has forgotten the token of the wiki, as it forgets every token after its time.
kubeadm token list

# A new one, good for a quarter of an hour, and the line that goes with it. The hash in it is that of this cluster's
# certificate: by it the worker knows that it talks to the right one. (Not shown here: it is a key.)
join=$(kubeadm token create --ttl 15m --print-join-command)

# As it is: the node's name and address come from the host.
on "$WORKER_2" "$join"

# The pod network comes to it by itself, as a pod of a DaemonSet, and so does the page.
kubectl wait node "$WORKER_2_NODE" --for=condition=Ready --timeout=120s
k rollout status daemonset/page --timeout=120s
