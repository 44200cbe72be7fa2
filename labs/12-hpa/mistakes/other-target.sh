# fails: bounds missing
# en: the HPA scales something else than the Deployment web
# zh: HPA 调整的不是 Deployment web
# It is the visitors who are many, so it is they who are scaled. The application is left alone with them.
k set resources deployment web --requests=cpu=50m --limits=cpu=200m
k apply -f - <<EOF
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: visitors}
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
