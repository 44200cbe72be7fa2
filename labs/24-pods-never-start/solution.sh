# What the pods say: Failed to pull image "registry.example.com/…". There is no such registry here.
k describe pods --selector=app=greeter | grep -m 3 -E 'Image:|Failed|Back-off' || true

# The init container comes first and has the same wrong image, so both are mended, and where the pods come from: in the
# Deployment's template. It makes a new ReplicaSet, whose pods start, and takes the old ones away.
k set image deployment/greeter page="$IMAGE_BUSYBOX" web="$IMAGE_BUSYBOX"

# Complete only when the new pods are Ready and no old one is left.
k rollout status deployment/greeter --timeout=120s
k get replicasets
