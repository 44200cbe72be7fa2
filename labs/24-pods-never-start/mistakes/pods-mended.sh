# fails: next-pod
# The image of a pod can be changed while it waits, and it starts. The Deployment does not learn of it.
k set image pods --selector=app=greeter page="$IMAGE_BUSYBOX" web="$IMAGE_BUSYBOX"
k rollout status deployment/greeter --timeout=120s
