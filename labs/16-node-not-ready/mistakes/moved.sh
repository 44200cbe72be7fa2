# fails: workload elsewhere
# en: the pods were moved to another node
# zh: Pod 被移到了别的节点
# The archive was sent elsewhere, so that its users have peace, and stayed there: without its data.
k patch deployment archive --patch "{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": null, \"nodeName\": \"$CONTROL_PLANE_NODE\"}}}}"
on "$WORKER_1" 'rm /etc/maintenance && systemctl enable --now kubelet'
k rollout status deployment/archive --timeout=120s
