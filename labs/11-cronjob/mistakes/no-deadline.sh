# fails: late never
# en: without a deadline a run is never too late
# zh: 没有期限，运行就永远不算太晚
# The limit that kept runs from beginning is taken away. Now a run may be late by hours, and after a hundred there is none any more.
k() { kubectl --namespace "$NAMESPACE" "${@/startingDeadlineSeconds: 30/startingDeadlineSeconds: null}"; }
wait_until() { exit; } # the next full minute is not waited for
solution
