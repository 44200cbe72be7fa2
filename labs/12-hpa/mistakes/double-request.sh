# fails: request other
# en: the pods request another amount of cpu
# zh: Pod 申请的 cpu 不是规定的量
# 100m, to be on the safe side: with this the HPA waits for twice the load.
k set resources deployment web --requests=cpu=100m --limits=cpu=200m
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
# The pod that requested nothing is gone.
one() { [ "$(k get pods --selector=app=web -o name | wc -l)" = 1 ]; }
wait_until 60 one
