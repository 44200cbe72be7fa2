# fails: every-minute
# Meant as “every 1 minute”. It is the first minute of every hour.
k patch cronjob report --patch '
spec:
  schedule: "1 * * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 30
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 1
  suspend: false
'
