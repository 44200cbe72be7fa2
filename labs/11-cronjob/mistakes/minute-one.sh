# fails: every-minute schedule
# en: the schedule does not mean every minute
# zh: 时间表的意思不是每分钟
# Meant as “every 1 minute”. It is the first minute of every hour.
k() { kubectl --namespace "$NAMESPACE" "${@/schedule: \"\* \*/schedule: \"1 *}"; }
wait_until() { exit; } # the next full minute is not waited for
solution
