# fails: shrank busy
# en: the visitors have not been sent away
# zh: 访问者还没有离开
# Three pods, as it should be; and there it is left.
k set resources deployment web --requests=cpu=50m --limits=cpu=200m
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
k scale deployment visitors --replicas=1
has_pods() { [ "$(k get deployment web -o jsonpath='{.spec.replicas}')" = "$1" ]; }
wait_until 300 has_pods 3
