# A percentage needs something to be a percentage of: without a request there is nothing to measure against. The limit keeps
# the neighbours on the node safe.
k set resources deployment web --requests=cpu=50m --limits=cpu=200m

# `kubectl autoscale` knows the bounds and the target, but not the behavior: down after 15 s of quiet instead of 5 minutes.
k apply -f - <<EOF
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 1
  maxReplicas: 3
  metrics:
  - type: Resource
    resource:
      name: cpu
      target: {type: Utilization, averageUtilization: 50}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 15}
EOF
k rollout status deployment/web --timeout=120s

# The visitors come. Measurements are made every 15 s, and the HPA looks every 15 s: growing takes about a minute.
has_pods() { [ "$(k get deployment web -o jsonpath='{.spec.replicas}')" = "$1" ]; }
k scale deployment visitors --replicas=1
wait_until 300 has_pods 3
k get hpa web

# They go, and so do the pods.
k scale deployment visitors --replicas=0
wait_until 300 has_pods 1
k describe hpa web
