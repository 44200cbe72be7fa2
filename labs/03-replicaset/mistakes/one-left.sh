# fails: retired there
# en: a ReplicationController was left
# zh: 还留着 ReplicationController
# One of the controllers is forgotten. Four pods are wanted and only three are free, so the ReplicaSet makes one more:
# the web has five.
template=$(k get replicationcontroller web-prod -o jsonpath='{.spec.template}')
k delete replicationcontroller web-prod --cascade=orphan
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
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
