# At a fixed time: minute, hour, and a weekday. Whether it works is seen by a run that does not wait for its time.
k create cronjob inventory --image="$IMAGE_BUSYBOX" --schedule='30 6 * * 1' -- date
k create job inventory-try --from=cronjob/inventory
k wait job/inventory-try --for=condition=Complete --timeout=60s

# What report is like, field by field.
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
