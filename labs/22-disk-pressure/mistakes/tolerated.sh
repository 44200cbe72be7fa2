# fails: workload
# First the pods were taught to bear it, which only made the kubelet turn them away one after the other. That has stayed in
# their template.
k scale deployment press --replicas=0
k patch deployment press --patch '{"spec": {"template": {"spec": {"tolerations": [{"key": "node.kubernetes.io/disk-pressure", "operator": "Exists"}]}}}}'
on "$WORKER_1" "sed -i -e '/^# Alarm when/d' -e '/^evictionSoft/{N;d}' /var/lib/kubelet/config.yaml && systemctl restart kubelet"
relieved() { ! kubectl get node "$WORKER_1_NODE" -o jsonpath='{.spec.taints[*].key}' | grep -w node.kubernetes.io/disk-pressure; }
wait_until 60 relieved
k scale deployment press --replicas=2
k rollout status deployment/press --timeout=120s
k delete pods --field-selector=status.phase=Failed
