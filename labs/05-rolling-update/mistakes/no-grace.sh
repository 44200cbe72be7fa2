# fails: first-update noGrace
# en: the old pods had no grace period, so that their pause was cut off
# zh: 旧 Pod 没有宽限期，停顿因此被打断
# A pause of five seconds, and no time for it: so that the update is quick.
k patch deployment web --patch '
spec:
  strategy:
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  template:
    spec:
      terminationGracePeriodSeconds: 0
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
k set env deployment/web VERSION=2
k rollout status deployment/web --timeout=120s
