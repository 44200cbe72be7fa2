# fails: loads elsewhere
# en: CoreDNS was given another ConfigMap, and the one that everybody knows is still wrong
# zh: 给 CoreDNS 换了另一个 ConfigMap，而大家都知道的那个仍是错的
# The old one is left as it is, for comparison, and CoreDNS is given a right one of another name.
kubectl -n kube-system get configmap coredns -o yaml | sed -E -e '/^  (uid|resourceVersion):/d' -e 's/chache/cache/' -e 's/^  name: coredns$/  name: coredns-mended/' | kubectl create -f -
kubectl -n kube-system patch deployment coredns --patch '{"spec": {"template": {"spec": {"volumes": [{"name": "config-volume",
  "configMap": {"name": "coredns-mended", "items": [{"key": "Corefile", "path": "Corefile"}]}}]}}}}'
kubectl -n kube-system rollout status deployment/coredns --timeout=120s
