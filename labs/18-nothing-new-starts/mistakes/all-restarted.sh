# fails: ledger
# The cause is mended, and then everything begins anew, to be on the safe side.
solution
k delete pods --all
k rollout status deployment/ledger --timeout=120s
k rollout status daemonset/page --timeout=120s
