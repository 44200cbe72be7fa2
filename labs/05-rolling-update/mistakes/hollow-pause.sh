# fails: first-update hollow
# en: the preStop hook does not keep the old pods running for long enough
# zh: preStop 钩子没有让旧 Pod 继续运行足够长的时间
# The hook is there, in good time, and is over at once.
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
            exec: {command: ["true"]}
'
k rollout status deployment/web --timeout=120s
two_run() { [ "$(k get pods --selector=app=web -o jsonpath='{.items[*].status.containerStatuses[*].state.running.startedAt}' | wc -w)" = 2 ]; }
wait_until 60 two_run
k set env deployment/web VERSION=2
k rollout status deployment/web --timeout=120s
