# fails: rolled-back anew
# en: the approved menu was made anew, as another revision
# zh: 主厨认可的菜单是重新做出来的，成了另一个修订版本
# What runs is mended until the page is the right one. It is a sixth revision, that nobody has approved.
k set env deployment/menu MENU='spring menu: bamboo shoots' FOLDER=/www
k annotate deployment/menu --overwrite kubernetes.io/change-cause='1.2 spring menu, approved by the chef'
k rollout status deployment/menu --timeout=120s
