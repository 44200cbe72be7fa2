# fails: bystanders
# Pods that no controller keeps are taken for leftovers, the canary among them. Deleted, a bare pod does not come back.
solution
k delete pod web-canary
