# No hook and no readiness probe: a shell around the program takes the signal and waits before it ends, and a startup probe
# tells when it listens. The version comes from a ConfigMap, and the strategy is the one that a Deployment has by itself.
k create configmap releases --from-literal=now=1 --from-literal=next=2 --from-literal=last=3
version() {
  k patch deployment web --patch '
spec:
  strategy: {rollingUpdate: null}
  template:
    spec:
      containers:
      - name: web
        command: [sh, -c, "trap \"sleep 5; exit\" TERM; sh /program/web & wait"]
        startupProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
          failureThreshold: 30
        env:
        - name: VERSION
          value: null
          valueFrom:
            configMapKeyRef: {name: releases, key: '"$1"'}
'
  k rollout status deployment/web --timeout=120s
  wait_until 90 two_run
}
two_run() { [ "$(k get pods --selector=app=web -o jsonpath='{.items[*].status.containerStatuses[*].state.running.startedAt}' | wc -w)" = 2 ]; }

version now
version next
version last
