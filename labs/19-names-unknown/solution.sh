# From the client's end: the name server that it asks is the Service kube-dns, and nobody stands behind it.
k exec deployment/probe -- cat /etc/resolv.conf
kubectl -n kube-system get endpoints kube-dns

# The pods that should stand there end as soon as they start, and say why: a file, a line, a word.
kubectl -n kube-system get pods --selector=k8s-app=kube-dns
kubectl -n kube-system logs --selector=k8s-app=kube-dns --tail=3 || true

# The file is in a ConfigMap. Somebody wanted to keep answers for a minute, and mistyped: that may stay, spelt correctly.
kubectl -n kube-system get configmap coredns -o yaml | sed 's/chache/cache/' | kubectl replace -f -

# They wait longer after every crash before they try again; new ones read the file at once.
kubectl -n kube-system delete pods --selector=k8s-app=kube-dns --grace-period=1
kubectl -n kube-system rollout status deployment/coredns --timeout=120s
