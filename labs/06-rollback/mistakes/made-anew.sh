# fails: same-deployment anew
# en: the Deployment was deleted and made anew
# zh: Deployment 被删除后重新创建
# Deleted and made anew with what revision 3 had: the right page, and a history that begins today.
manifest=$(k get deployment menu -o yaml |
  sed -E -e '/^  (uid|resourceVersion):/d' -e '/deployment.kubernetes.io/d' -e 's/summer menu: cold noodles/spring menu: bamboo shoots/' -e 's,value: /menu$,value: /www,')
k delete deployment menu
k create -f - <<<"$manifest"
k rollout status deployment/menu --timeout=120s
