# The manifest as it is in the cluster, corrected and put back, in place of `set image`.
k get deployment greeter -o yaml | sed "s|registry.example.com/library/busybox:1.33|$IMAGE_BUSYBOX|" | k replace -f -
k rollout status deployment/greeter --timeout=120s
