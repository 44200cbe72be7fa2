# fails: approved
# A menu, and it can be read; but the guests get the winter's.
k rollout undo deployment/menu --to-revision=2
k rollout status deployment/menu --timeout=120s
