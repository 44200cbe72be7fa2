# fails: target other
# en: the HPA aims at another percentage
# zh: HPA 的目标百分比不对
# 80 %, which is what `kubectl autoscale` takes when it is told nothing.
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
      target: {type: Utilization, averageUtilization: 80}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 15}
EOF
k rollout status deployment/web --timeout=120s
