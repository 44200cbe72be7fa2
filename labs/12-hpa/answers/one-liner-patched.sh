# `kubectl autoscale` by another name, and its behavior by a patch. The request comes from the namespace, not from the
# Deployment: a LimitRange gives it to every container that has none.
k apply -f - <<EOF
apiVersion: v1
kind: LimitRange
metadata:
  name: small
spec:
  limits:
  - {type: Container, defaultRequest: {cpu: 0.05}}
EOF
k rollout restart deployment/web
k rollout status deployment/web --timeout=120s
k autoscale deployment web --name=as-needed --min=1 --max=3 --cpu-percent=50
k patch hpa.v2beta2.autoscaling as-needed --patch '{"spec": {"behavior": {"scaleDown": {"stabilizationWindowSeconds": 0}}}}'
has_pods() { [ "$(k get deployment web -o jsonpath='{.spec.replicas}')" = "$1" ]; }
k scale deployment visitors --replicas=1
wait_until 300 has_pods 3
k scale deployment visitors --replicas=0
wait_until 300 has_pods 1
