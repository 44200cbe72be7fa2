# fails: adopted gone
# en: pods of prod or staging were deleted instead of handed over
# zh: prod 或 staging 的 Pod 被删除了，而不是移交
# The controllers are deleted the usual way, and their pods with them. The ReplicaSet makes four that look the same.
template=$(k get replicationcontroller web-prod -o jsonpath='{.spec.template}')
k delete replicationcontroller web-prod web-staging
k apply -f - <<EOF
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 4
  selector:
    matchLabels: {app: web}
    matchExpressions:
    - {key: env, operator: In, values: [prod, staging, demo]}
  template: $template
EOF
k delete pod web-demo
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
