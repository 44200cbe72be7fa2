# A target that is no percentage: 25m are half of 50m. The pods have a container more, and both together request 50m.
k patch deployment web --patch '
spec:
  template:
    spec:
      containers:
      - name: ledger
        image: '"$IMAGE_BUSYBOX"'
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000"]
        resources: {requests: {cpu: 10m}}
      - name: web
        resources: {requests: {cpu: 40m}}
'
k apply -f - <<EOF
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata:
  name: web-hpa
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 3
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: AverageValue, averageValue: 0.025}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 30}
EOF
k rollout status deployment/web --timeout=120s
has_pods() { [ "$(k get deployment web -o jsonpath='{.spec.replicas}')" = "$1" ]; }
k scale deployment visitors --replicas=1
wait_until 300 has_pods 3
k scale deployment visitors --replicas=0
wait_until 300 has_pods 1
