# completions says how many pods must end well, parallelism how many may work at a time.
k apply -f - <<END
apiVersion: batch/v1
kind: Job
metadata:
  name: posters
spec:
  completions: 4
  parallelism: 2
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: printer
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'sleep 5 && echo "poster printed by \$HOSTNAME"']
END

# backoffLimit 1: one more attempt after the first failure. Never: each attempt is a pod of its own, and stays with its log.
k apply -f - <<END
apiVersion: batch/v1
kind: Job
metadata:
  name: envelopes
spec:
  backoffLimit: 1
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: printer
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sh, -c, 'echo "paper C7 is sold out"; exit 1']
END

# A Job ends with one of two conditions.
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
k get pods
