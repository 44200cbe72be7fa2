# fails: ledger gone
# en: the pod that was to be left alone was made anew
# zh: 要求别动的那个 Pod 被重建了
# The cause is mended, and then everything begins anew, to be on the safe side.
solution
k delete pods --all
k rollout status deployment/ledger --timeout=120s
k rollout status daemonset/page --timeout=120s
