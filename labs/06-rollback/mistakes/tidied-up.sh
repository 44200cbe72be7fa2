# fails: history lost
# en: former revisions were deleted
# zh: 过去的修订版本被删除了
# Back to the right one, and what was broken is cleared away, so that nobody takes it again.
k rollout undo deployment/menu --to-revision=3
k rollout status deployment/menu --timeout=120s
k get replicasets --selector=app=menu -o jsonpath='{range .items[?(@.spec.replicas==0)]}{.metadata.name}{"\n"}{end}' |
  xargs kubectl --namespace "$NAMESPACE" delete replicaset
