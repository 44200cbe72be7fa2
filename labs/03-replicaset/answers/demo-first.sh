# web-demo goes first, and what is missing is made by the ReplicaSet as soon as it counts; deleted again, it makes another.
template=$(k get replicationcontroller web-staging -o jsonpath='{.spec.template}')
k delete replicationcontrollers --all --cascade=orphan
k delete pod web-demo
k create -f - <<MANIFEST
{"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web"}, "spec": {"replicas": 4, "template": $template,
 "selector": {"matchExpressions": [{"key": "env", "operator": "In", "values": ["demo", "prod", "staging"]},
                                   {"key": "app", "operator": "NotIn", "values": ["db"]}, {"key": "app", "operator": "Exists"}]}}}
MANIFEST
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
k delete pod "$(k get pods --selector=env=staging --sort-by=.metadata.creationTimestamp -o name | sed -n '$s,pod/,,p')"
wait_until 90 complete
