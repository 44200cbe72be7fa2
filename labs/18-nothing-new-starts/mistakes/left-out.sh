# fails: running
# The sick node is taken out of the DaemonSet. Now all its pods are Ready, and the node has none.
k patch daemonset page --patch '{"spec": {"template": {"spec": {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
  {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["'"$WORKER_1_NODE"'"]}]}]}}}}}}}'
k rollout status daemonset/page --timeout=120s
