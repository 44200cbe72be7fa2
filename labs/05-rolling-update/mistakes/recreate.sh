# fails: no-loss
# The strategy Recreate, so that two versions never answer side by side. For some seconds nobody does.
k patch deployment web --patch '
spec:
  strategy: {type: Recreate, rollingUpdate: null}
  template:
    spec:
      containers:
      - name: web
        env:
        - {name: VERSION, value: "2"}
        readinessProbe:
          tcpSocket: {port: 8080}
          periodSeconds: 1
        lifecycle:
          preStop:
            exec: {command: [sleep, "5"]}
'
k rollout status deployment/web --timeout=120s
