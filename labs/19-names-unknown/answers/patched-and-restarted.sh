# The file patched back to what kubeadm writes, three pods, and a rollout in place of deleting them; the helpers' pods are deleted.
corefile=$(kubectl -n kube-system get configmap coredns -o jsonpath='{.data.Corefile}' | sed -E 's/chache 60/cache 30/')
kubectl -n kube-system create configmap coredns --from-literal="Corefile=$corefile" --dry-run=client -o yaml | kubectl replace -f -
kubectl -n kube-system scale deployment coredns --replicas=3
kubectl -n kube-system rollout restart deployment coredns
kubectl -n kube-system rollout status deployment coredns --timeout=120s
k delete pods --all
