# The DaemonSet is taken from the cluster, corrected as a file and made anew; the colleague's labels go as well.
manifest=$(kubectl -n kube-system get daemonset kube-proxy -o yaml | sed -E -e '/^  (uid|resourceVersion):/d' -e '/serves: customers/d')
kubectl -n kube-system delete daemonset kube-proxy
kubectl create -f - <<<"$manifest"
kubectl label nodes --all serves-
everywhere() { (($(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.numberReady}') == $(wc -w <<<"$NODES"))); }
wait_until 120 everywhere
