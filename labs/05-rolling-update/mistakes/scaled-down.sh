# fails: version-3 fewer
# en: fewer than two pods are asked for
# zh: 要求的 Pod 少于两个
# Both updates went well; afterwards one pod is saved.
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
k set env deployment/web VERSION=2
k rollout status deployment/web --timeout=120s
wait_until 60 two_run
k set env deployment/web VERSION=3
k rollout status deployment/web --timeout=120s
k scale deployment web --replicas=1
one_runs() { [ "$(k get pods --selector=app=web -o jsonpath='{.items[*].status.containerStatuses[*].state.running.startedAt}' | wc -w)" = 1 ]; }
wait_until 60 one_runs
