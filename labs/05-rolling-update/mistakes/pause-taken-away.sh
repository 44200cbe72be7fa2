# fails: next-update
# Version 1 is prepared well, and nothing is lost. The pause is only for those that go, so version 2 does without.
k patch deployment web --patch '
spec:
  strategy:
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  template:
    spec:
      containers:
      - name: web
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
        lifecycle:
          preStop:
            exec: {command: [sleep, "5"]}
'
k rollout status deployment/web --timeout=120s
two_run() { [ "$(k get pods --selector=app=web -o jsonpath='{.items[*].status.containerStatuses[*].state.running.startedAt}' | wc -w)" = 2 ]; }
wait_until 60 two_run
k patch deployment web --patch '
spec:
  template:
    spec:
      containers:
      - name: web
        lifecycle: null
        env:
        - {name: VERSION, value: "2"}
'
k rollout status deployment/web --timeout=120s
