# Mended, and later changed once more, rightly: CoreDNS takes it over by itself, without any restart.
solution
kubectl -n kube-system get configmap coredns -o yaml | sed -E 's/^( *)cache 60$/\1cache 30/' | kubectl replace -f -
