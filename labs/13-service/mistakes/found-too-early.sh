# fails: dnat-rule
# The rule was looked up, and then the pods were replaced once more: what was written down leads to a pod that is gone.
solution
k rollout restart deployment tea tea-annex
k rollout status deployment tea --timeout=120s
k rollout status deployment tea-annex --timeout=120s
