# fails: answers
# Back by one. The pods are Running, which those before were not; but they listen where nobody asks.
k rollout undo deployment/menu
k rollout status deployment/menu --timeout=120s
