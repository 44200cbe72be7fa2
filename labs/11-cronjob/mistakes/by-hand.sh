# fails: runs byHand
# en: the run was started by hand, not by the clock
# zh: 运行是手工启动的，不是时钟触发的
# Everything is set right, and a run has succeeded. But it was started by hand, and what the clock does nobody has seen.
# Everything but the clock is set right.
k() { kubectl --namespace "$NAMESPACE" "${@/suspend: false/suspend: true}"; }
wait_until() { exit; } # the next full minute is not waited for
solution
k create job report-now --from=cronjob/report
k wait job/report-now --for=condition=Complete --timeout=60s

# The last full minute is too long ago for a run that is late, and the next one is still to come.
between_runs() { ((10#$(date +%S) > 31 && 10#$(date +%S) < 46)); }
until between_runs; do sleep 1; done
kubectl --namespace "$NAMESPACE" patch cronjob report --patch '{"spec": {"suspend": false}}'
