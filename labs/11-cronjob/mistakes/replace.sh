# fails: one-at-a-time
# There is never more than one run, that much is right: the next one kills the one that is still at work.
k patch cronjob report --patch '
spec:
  schedule: "* * * * *"
  concurrencyPolicy: Replace
  startingDeadlineSeconds: 30
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 1
  suspend: false
'
