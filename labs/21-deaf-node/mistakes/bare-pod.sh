# fails: proxies absent
# en: a node's kube-proxy was made by hand, outside its DaemonSet
# zh: 某个节点上的 kube-proxy 是手工做的，不归 DaemonSet 管
# A kube-proxy for this one node, made by hand as a copy of the others. When it dies, nobody makes another.
spec=$(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.spec.template.spec}' |
  sed -E "s/\"nodeSelector\":\{[^}]*\}/\"nodeName\":\"$WORKER_1_NODE\"/")
kubectl apply -f - <<EOF
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "kube-proxy-by-hand", "namespace": "kube-system"}, "spec": $spec}
EOF
kubectl -n kube-system wait pod kube-proxy-by-hand --for=condition=Ready --timeout=120s
