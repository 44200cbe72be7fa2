# fails: grew byHand
# en: the pods were made by hand, not by the HPA
# zh: Pod 是手工增加的，不是 HPA 增加的
# Three pods are there when the visitors come. But it was a hand that made them, and nothing shows that the HPA would have.
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
k scale deployment web --replicas=3
k rollout status deployment/web --timeout=120s

# Until the HPA has its first measurements.
measured() { [ "$(k get hpa web -o jsonpath='{.status.currentCPUUtilizationPercentage}')" ]; }
wait_until 300 measured
