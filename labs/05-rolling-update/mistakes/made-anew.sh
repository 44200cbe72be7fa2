# fails: still-there
# Taken away and made anew with the new version. All pods say 2; what was before is forgotten, and so is the way back.
manifest=$(k get deployment web -o yaml |
  sed -E -e '/^  (uid|resourceVersion):/d' -e '/deployment.kubernetes.io/d' -e '/name: VERSION/{n;s/"1"/"2"/}')
k delete deployment web
k create -f - <<<"$manifest"
k rollout status deployment/web --timeout=120s
