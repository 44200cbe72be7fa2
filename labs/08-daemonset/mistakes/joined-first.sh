# fails: joined
# The machine first, as it is done when a cluster is built. Then the DaemonSet finds all nodes there.
on "$WORKER_2" systemctl start kubelet
there() { kubectl get node "$WORKER_2_NODE"; }
wait_until 60 there
sleep 1 # the API tells times in whole seconds
solution
