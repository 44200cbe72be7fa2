# fails: next-pod image
# en: the pods were mended, and the Deployment that makes them was not
# zh: 改的是 Pod，而创建 Pod 的 Deployment 没有改
# The image of a pod can be changed while it waits, and it starts. The Deployment does not learn of it.
k set image pods --selector=app=greeter page="$IMAGE_BUSYBOX" web="$IMAGE_BUSYBOX"
k rollout status deployment/greeter --timeout=120s
