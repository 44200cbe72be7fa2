# First version 1 is made fit for being replaced. The pods of today are replaced in this, and as they are they cost
# requests; those of version 1 that come after them have all that an update needs.
k patch deployment web --patch '
spec:
  strategy:
    # A pod may only go when a new one does its work. All the new ones may come at the same time, which is quicker.
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  template:
    spec:
      containers:
      - name: web
        # The Service gives a pod no request before it listens, and the update waits for it.
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
        # A pod that has to go leaves the Service at once, but until every node knows and the last answer is given it takes
        # a moment. For this long the program is not told to end.
        lifecycle:
          preStop:
            exec: {command: [sleep, "5"]}
'
k rollout status deployment/web --timeout=120s
two_run() { [ "$(k get pods --selector=app=web -o jsonpath='{.items[*].status.containerStatuses[*].state.running.startedAt}' | wc -w)" = 2 ]; }
wait_until 60 two_run

# Now the update itself: only the version is another.
k set env deployment/web VERSION=2
k rollout status deployment/web --timeout=120s

# The old pods have their pause, and go.
wait_until 60 two_run
k logs client --tail=1
