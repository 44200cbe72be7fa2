# fails: runs
# Everything is set right, and a run has succeeded. But it was started by hand, and what the clock does nobody has seen.
k patch cronjob report --patch '
spec:
  schedule: "* * * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 30
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 1
'
k create job report-now --from=cronjob/report
k wait job/report-now --for=condition=Complete --timeout=60s

# The last full minute is too long ago for a run that is late, and the next one is still to come.
between_runs() { ((10#$(date +%S) > 31 && 10#$(date +%S) < 46)); }
wait_until 60 between_runs
k patch cronjob report --patch '{"spec": {"suspend": false}}'
