# fails: one-at-a-time replace
# en: the next run ends the one that is still at work
# zh: 下一次运行会终止还在进行的上一次
# There is never more than one run, that much is right: the next one kills the one that is still at work.
k() { kubectl --namespace "$NAMESPACE" "${@/Forbid/Replace}"; }
wait_until() { exit; } # the next full minute is not waited for
solution
