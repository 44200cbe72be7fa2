# The history with its reasons. The revision that the chef has approved is number 3.
k rollout history deployment/menu

# Every revision is kept as a ReplicaSet, with the template that its pods are made from.
k rollout history deployment/menu --revision=3

# Back to it by its number: without one it would be the revision before this one, which is broken as well. No new
# ReplicaSet is made; the old one gets pods again, and the newest number.
k rollout undo deployment/menu --to-revision=3
k rollout status deployment/menu --timeout=120s

# Number 3 is gone from the history, and what the chef has approved is number 6 now.
k rollout history deployment/menu
