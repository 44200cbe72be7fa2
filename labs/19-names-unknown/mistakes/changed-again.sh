# fails: loads refused
# en: the configuration was changed once more, to something that CoreDNS does not understand
# zh: 配置后来又改过，改成了 CoreDNS 看不懂的内容
# Mended, and while one is at it the file is to be read anew every minute. All is well, until a pod meets a number without a unit.
solution
kubectl -n kube-system get configmap coredns -o yaml | sed -E 's/^( *)reload$/\1reload 60/' | kubectl replace -f -
# Those that run notice it by themselves, each a little later than its kubelet.
both_refuse() { (($(kubectl -n kube-system logs --selector=k8s-app=kube-dns --prefix --tail=20 | grep 'reload failed' | awk '!seen[$1]++' | wc -l) == 2)); }
wait_until 170 both_refuse
