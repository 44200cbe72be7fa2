# First the colleague's variable is declared as well, so that the next apply can take it away. The Service has a second port
# before the first, and the pods were deleted once.
manifest=$(k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/')
# shellcheck disable=SC2001
k apply -f - <<<"$(sed 's/^\( *\)- {name: GREETING.*/&\n\1- {name: DEBUG, value: "yes"}/' <<<"$manifest")"
k apply -f - <<<"$manifest"
k patch service greeter --type=json --patch '[
  {"op": "add", "path": "/spec/ports/0/name", "value": "page"},
  {"op": "add", "path": "/spec/ports/0", "value": {"name": "other", "port": 81, "targetPort": 9999}}
]'
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
k delete replicaset "$set"
k rollout status deployment/greeter --timeout=120s
k delete pods --selector=app=greeter
k rollout status deployment/greeter --timeout=120s
