# fails: approved other
# en: the menu is not the one that the chef has approved
# zh: 菜单不是主厨认可的那份
# A menu, and it can be read; but the guests get the winter's.
k rollout undo deployment/menu --to-revision=2
k rollout status deployment/menu --timeout=120s
