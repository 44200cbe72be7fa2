# fails: running absent
# en: the sick node was taken out of the DaemonSet
# zh: 把有毛病的节点从 DaemonSet 中排除了
# The sick node is taken out of the DaemonSet. Now all its pods are Ready, and the node has none.
k patch daemonset page --patch '{"spec": {"template": {"spec": {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
  {"nodeSelectorTerms": [{"matchExpressions": [{"key": "kubernetes.io/hostname", "operator": "NotIn", "values": ["'"$WORKER_1_NODE"'"]}]}]}}}}}}}'
k rollout status daemonset/page --timeout=120s
