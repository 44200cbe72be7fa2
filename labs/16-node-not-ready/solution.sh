# Who is silent: the kubelet. The node's conditions say since when, its host says why.
kubectl describe node "$WORKER_1_NODE" | grep -A 8 '^Conditions:'
on "$WORKER_1" systemctl status kubelet --no-pager --lines=5 || true

# Starting it is not enough: systemctl says nothing, and yet it does not run. The status now has a line about a condition.
on "$WORKER_1" systemctl start kubelet
on "$WORKER_1" 'systemctl status kubelet --no-pager --lines=0; systemctl cat kubelet | grep -B 3 ^Condition' || true

# The maintenance is over, so the file goes that holds the kubelet back. The drop-in may stay for the next time.
on "$WORKER_1" rm /etc/maintenance

# --now for today, enable for the next boot.
on "$WORKER_1" systemctl enable --now kubelet

# The pods were assigned to the node all the time. Its kubelet takes care of them now.
k rollout status deployment/archive --timeout=120s
