# One patch per field, in another order; a first run that was started by hand and is deleted, so that it is the clock's turn.
# The inventory is tried and put right until it works.
for patch in '"schedule": "0-59 * * * *"' '"failedJobsHistoryLimit": 1' '"successfulJobsHistoryLimit": 2' \
  '"startingDeadlineSeconds": 30' '"concurrencyPolicy": "Forbid"'; do
  k patch cronjob report --type=merge --patch "{\"spec\": {$patch}}"
done
k create job by-hand --from=cronjob/report
k wait job/by-hand --for=condition=Complete --timeout=60s
k delete job by-hand
k create cronjob inventory --image="$IMAGE_BUSYBOX" --schedule='30 6 * * 1-1' -- sh -c 'exit 0'
k patch cronjob inventory --type=merge --patch '{"spec": {"concurrencyPolicy": "Forbid"}}'
k create job monday --from=cronjob/inventory
k patch cronjob report --type=json --patch '[{"op": "replace", "path": "/spec/suspend", "value": false}]'
ran() { [ -n "$(k get cronjob report -o jsonpath='{.status.lastScheduleTime}')" ]; }
wait_until 100 ran
