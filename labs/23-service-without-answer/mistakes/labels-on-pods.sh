# fails: next-pod
# The pods get the label that the Service looks for. It works, until the Deployment makes another pod.
k label pods --selector=deployment=shop --overwrite tier=fronted
