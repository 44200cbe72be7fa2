# fails: late
# The limit that kept runs from beginning is taken away. Now a run may be late by hours, and after a hundred there is none any more.
k patch cronjob report --patch '
spec:
  schedule: "* * * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: null
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 1
  suspend: false
'
