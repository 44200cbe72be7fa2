# In place of the selector a wish of the same kind that every node grants by itself. The probe's pod is deleted; it comes back.
kubectl -n kube-system patch daemonset kube-proxy --type=json --patch '[{"op": "remove", "path": "/spec/template/spec/nodeSelector"},
  {"op": "add", "path": "/spec/template/spec/affinity", "value": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
    {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/os", "operator": "In", "values": ["linux"]}]}]}}}}]'
k delete pods --selector=kube-classroom/role
everywhere() { (($(kubectl -n kube-system get daemonset kube-proxy -o jsonpath='{.status.numberReady}') == $(wc -w <<<"$NODES"))); }
wait_until 120 everywhere
