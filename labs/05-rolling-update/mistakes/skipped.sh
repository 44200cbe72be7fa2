# fails: version-2 skipped
# en: version 3 came without a version 2 before it
# zh: 版本 3 到来之前没有过版本 2
# Why twice, when the last one is what counts?
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
k set env deployment/web VERSION=3
k rollout status deployment/web --timeout=120s
