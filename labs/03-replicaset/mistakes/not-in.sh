# fails: selection catches
# en: the selector also fits pods of others
# zh: 选择器也选中了别人的 Pod
# “Everything but the canary”. NotIn also holds for a pod that has no such label: web-log is taken in, there is one pod
# too many, and the ReplicaSet deletes one.
template=$(k get replicationcontroller web-prod -o jsonpath='{.spec.template}')
k delete replicationcontroller web-prod web-staging --cascade=orphan
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
    - {key: env, operator: NotIn, values: [canary]}
  template: $template
EOF
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
