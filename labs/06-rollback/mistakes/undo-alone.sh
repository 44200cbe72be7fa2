# fails: answers oneBack
# en: it went back by one revision only
# zh: 只退回了一个修订版本
# Back by one. The pods are Running, which those before were not; but they listen where nobody asks.
k rollout undo deployment/menu
k rollout status deployment/menu --timeout=120s
