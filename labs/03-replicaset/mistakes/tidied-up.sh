# fails: bystanders gone
# en: pods of others were deleted
# zh: 别人的 Pod 被删除了
# Pods that no controller keeps are taken for leftovers, the canary among them. Deleted, a bare pod does not come back.
solution
k delete pod web-canary
