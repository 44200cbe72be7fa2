# More in each pod than must be: another container, which comes first and ends at once; and labels, another restart policy for
# the posters, a limit in time besides.
job() {
  k apply -f - <<EOF
apiVersion: batch/v1
kind: Job
metadata:
  name: $1
  labels: {shop: print}
spec:
$2
  activeDeadlineSeconds: 600
  template:
    metadata:
      labels: {order: $1}
    spec:
      restartPolicy: $3
      containers:
      - name: helper
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [echo, "the printer is warm"]
      - name: printer
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        args: [sh, -c, '$4']
EOF
}
job posters $'  completions: 4\n  parallelism: 2' OnFailure "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '  backoffLimit: 1' Never 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
