# fails: nothing-left orphans
# en: the Deployment was replaced, and its old pods were left without an owner
# zh: Deployment 被替换了，旧的 Pod 却留了下来，没有人管
# The Deployment is replaced without what it owned, by one that selects more narrowly: nobody owns the old pods any more,
# and they go on trying.
manifest=$(k get deployment greeter -o yaml |
  sed -E -e '/^  (uid|resourceVersion):/d' -e 's/^( *)app: greeter$/&\n\1release: "2"/' -e "s|^( *)image: .*|\1image: $IMAGE_BUSYBOX|")
k delete deployment greeter --cascade=orphan
k create -f - <<<"$manifest"
k rollout status deployment/greeter --timeout=120s
