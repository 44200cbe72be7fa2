# fails: measured noScale
# en: the HPA names its target in an API group that does not have it
# zh: HPA 所写的目标不在那个 API 组中
# From an old manual: Deployments were in the group extensions once.
k set resources deployment web --requests=cpu=50m --limits=cpu=200m
k apply -f - <<EOF
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}
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
