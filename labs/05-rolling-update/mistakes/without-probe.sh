# fails: no-loss
# One pod after another, and a pause before the end, in good time. But nothing tells when a new pod listens.
k patch deployment web --patch '
spec:
  strategy:
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  template:
    spec:
      containers:
      - name: web
        lifecycle:
          preStop:
            exec: {command: [sleep, "5"]}
'
k rollout status deployment/web --timeout=120s
k set env deployment/web VERSION=2
k rollout status deployment/web --timeout=120s
