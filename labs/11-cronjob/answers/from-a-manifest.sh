# Everything written otherwise: schedules with ranges, names and steps, the CronJobs replaced and applied from YAML, a deadline
# of its own for the program.
k get cronjob report -o yaml | sed -E \
  -e 's|^  (schedule): .*|  \1: "*/1 0-23 ? JAN-DEC SUN-SAT"|' \
  -e 's/^  (concurrencyPolicy): .*/  \1: Forbid/' \
  -e 's/^  (startingDeadlineSeconds): .*/  \1: 30/' \
  -e 's/^  (successfulJobsHistoryLimit): .*/  \1: 2/' \
  -e 's/^  (failedJobsHistoryLimit): .*/  \1: 1/' \
  -e '/^  suspend:/d' | k replace -f -
k apply -f - <<EOF
apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: inventory
spec:
  schedule: "30 06 * * MON"
  jobTemplate:
    spec:
      activeDeadlineSeconds: 120
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - {name: helper, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: ["true"]}
          - {name: count, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [echo, 盘点完毕]}
EOF
k create job 'try' --from=cronjob/inventory
k wait job/try --for=condition=Complete --timeout=60s
ran() { k get jobs -o jsonpath='{.items[*].status.completionTime}' | grep -q . && [ -n "$(k get cronjob report -o jsonpath='{.status.lastScheduleTime}')" ]; }
wait_until 100 ran
