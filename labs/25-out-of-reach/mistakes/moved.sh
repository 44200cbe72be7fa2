# fails: logs moved
# en: the pod was moved to another node
# zh: Pod 被移到了别的节点
# On the other nodes all is well, so the kiosk goes there.
k patch deployment kiosk --patch "{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": null, \"nodeName\": \"$CONTROL_PLANE_NODE\"}}}}"
k rollout status deployment/kiosk --timeout=120s
