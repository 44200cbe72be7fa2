# fails: runs disguised
# en: the run only bears the name of the CronJob as its owner
# zh: 运行只是写明属于这个 CronJob
# A Job that somebody has made, with the CronJob written into it as its owner. Its name is like those of the clock.
# Everything but the clock is set right.
k() { kubectl --namespace "$NAMESPACE" "${@/suspend: false/suspend: true}"; }
wait_until() { exit; } # the next full minute is not waited for
solution
k create job "report-$(($(date +%s) / 60 * 60))" --from=cronjob/report --dry-run=client -o yaml |
  sed -e '/instantiate/d' -e '/^  annotations:/d' -e '/^  ownerReferences:/,/^  [a-z]/ s/^  - apiVersion/  - controller: true\n    apiVersion/' |
  k create -f -

# The last full minute is too long ago for a run that is late, and the next one is still to come.
between_runs() { ((10#$(date +%S) > 31 && 10#$(date +%S) < 46)); }
until between_runs; do sleep 1; done
kubectl --namespace "$NAMESPACE" patch cronjob report --patch '{"spec": {"suspend": false}}'
