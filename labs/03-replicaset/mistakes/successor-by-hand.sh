# fails: heals byHand
# en: the successor was made by hand and only adopted
# zh: 接替者是手工创建的，只是被收养
# The demonstration's pod is deleted while nobody keeps it, and does not come back. So it is made by hand once more, and
# the ReplicaSet, which finds four, has nothing to do.
manifest=$(k get pod web-demo -o yaml | sed -E -e '/^  (uid|resourceVersion|nodeName):/d')
k delete pod web-demo
k create -f - <<<"$manifest"
k wait pod web-demo --for=condition=Ready --timeout=60s
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
    - {key: env, operator: In, values: [prod, staging, demo]}
  template: $template
EOF
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
