# What it is like, field by field.
k get cronjob report -o yaml

# All of it can be changed in place, so that the past runs stay: every minute, one run at a time, up to half a minute late
# (longer than the 10 s after which the controller looks again), and two good runs and a bad one to look at.
k patch cronjob report --patch '
spec:
  schedule: "* * * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 30
  successfulJobsHistoryLimit: 2
  failedJobsHistoryLimit: 1
  suspend: false
'

# The proof is a run that nobody has started by hand.
scheduled() { [ -n "$(k get cronjob report -o jsonpath='{.status.lastScheduleTime}')" ]; }
wait_until 100 scheduled
k get cronjobs,jobs
