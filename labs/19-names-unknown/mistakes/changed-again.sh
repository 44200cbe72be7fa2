# fails: loads
# Mended, and while one is at it the file is to be read anew every minute. All is well, until a pod meets a number without a unit.
solution
kubectl -n kube-system get configmap coredns -o yaml | sed -E 's/^( *)reload$/\1reload 60/' | kubectl replace -f -
