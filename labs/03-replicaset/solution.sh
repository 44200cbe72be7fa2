# What the new pods are to be like, the old controllers know: taken from one of them before it goes.
template=$(k get replicationcontroller web-prod -o jsonpath='{.spec.template}')

# A controller owns its pods, and deleting it deletes them as well. With --cascade=orphan they stay, and nobody's pods
# are free to be adopted. Both go before the ReplicaSet comes: it would not count the pods of somebody else, and would
# make four of its own.
k delete replicationcontroller web-prod web-staging --cascade=orphan

# Two conditions, and both must hold. In leaves out the canary, and also web-log, which has no environment at all; app leaves
# out the database, which is in prod as well.
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

# Four are there, four are wanted: it made none. All that is new in them is the name of their controller.
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
k get pods -o custom-columns=NAME:.metadata.name,OWNER:.metadata.ownerReferences[0].name,SINCE:.metadata.creationTimestamp

# Until now nobody would have replaced this pod. The ReplicaSet does, from its template.
k delete pod web-demo
wait_until 90 complete
k get pods --show-labels
