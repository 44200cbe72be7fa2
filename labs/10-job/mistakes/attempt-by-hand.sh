# fails: attempts byHand
# en: an attempt was made by hand, not by the Job
# zh: 有一次尝试是手工做的，不是 Job 做的
# One attempt only, and a second pod that somebody has written the Job's name into as its owner.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4, "parallelism": 2}' "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '{"backoffLimit": 0}' 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
uid=$(k get job envelopes -o jsonpath='{.metadata.uid}')
k create -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: envelopes-again
  labels: {controller-uid: $uid, job-name: envelopes}
  ownerReferences:
  - {apiVersion: batch/v1, kind: Job, name: envelopes, uid: $uid, controller: true, blockOwnerDeletion: true}
spec:
  restartPolicy: Never
  containers:
  - name: envelopes
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'echo "paper C7 is sold out"; exit 1']
EOF
failed() { [ "$(k get pod envelopes-again -o jsonpath='{.status.phase}')" = Failed ]; }
wait_until 60 failed
