# A CronJob that was stopped because nobody could cope with it any more, and what its last runs have left behind.
k apply -f - <<EOF
apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 * * * *"
  suspend: true
  startingDeadlineSeconds: 5
  concurrencyPolicy: Allow
  successfulJobsHistoryLimit: 100
  failedJobsHistoryLimit: 100
  jobTemplate:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: report
            image: $IMAGE_BUSYBOX
            imagePullPolicy: IfNotPresent
            command: [sh, -c, 'echo "stock at \$(date)"']
EOF
owner=$(k get cronjob report -o jsonpath='{.metadata.uid}')
hour=$(($(date +%s) / 3600 * 3600))

# past HOURS COMMAND — a run of so many hours ago, named and owned as the CronJob's controller does it.
past() {
  k create -f - <<EOF
apiVersion: batch/v1
kind: Job
metadata:
  name: report-$((hour - $1 * 3600))
  ownerReferences:
  - {apiVersion: batch/v1beta1, kind: CronJob, name: report, uid: $owner, controller: true}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: report
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, '$2']
EOF
}
past 5 'echo "no space left on device"; exit 1'
past 4 'echo "stock written"'
past 3 'echo "no space left on device"; exit 1'
past 2 'echo "stock written"'
past 1 'echo "stock written"'

ended() { [ "$(k get jobs -o jsonpath='{.items[*].status.conditions[0].type}' | wc -w)" = 5 ]; }
wait_until 120 ended
remember past "$(k get jobs -o jsonpath='{.items[*].metadata.uid}')"

# Of which kind they are, oldest first: by their start, as Kubernetes sorts them when it tidies up.
kind() {
  k get jobs -o jsonpath='{range .items[*]}{.status.startTime} {.metadata.name} {.metadata.uid} {.status.conditions[0].type}{"\n"}{end}' |
    sort | awk -v kind="$1" '$4 == kind { print $3 }' | paste -s -d ' '
}
remember good "$(kind Complete)"
remember bad "$(kind Failed)"
