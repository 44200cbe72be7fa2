# fails: schedulable
# First of all nothing new is to go there, quite right. But nobody says when that is over.
kubectl cordon "$WORKER_1_NODE"
solution
