# fails: workload elsewhere
# en: the pod was moved to another node
# zh: Pod 被移到了别的节点
# First of all the depot had to run somewhere. There it has stayed.
k patch deployment depot --patch "{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": null, \"nodeName\": \"$CONTROL_PLANE_NODE\"}}}}"
solution
