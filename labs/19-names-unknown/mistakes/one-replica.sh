# fails: replicas
# With one pod there was only one log to read, and it has stayed so.
kubectl -n kube-system scale deployment coredns --replicas=1
solution
