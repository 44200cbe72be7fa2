# fails: fixed-time schedule
# en: the schedule does not mean Mondays at 06:30
# zh: 时间表的意思不是每周一 06:30
# The 1 stands in the field for the day of the month.
k() { kubectl --namespace "$NAMESPACE" "${@/30 6 \* \* 1/30 6 1 * *}"; }
wait_until() { exit; } # the next full minute is not waited for
solution
