# The declaration is left to the server, in other spellings, and by two who apply a part each. The colleague's variable goes by
# a patch, and the ReplicaSet is deleted without its pods, which the new one adopts.
set -- --server-side --force-conflicts --field-manager=team
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' |
  sed -e '/^  replicas:/d' -e 's/20m/"0.02"/' -e 's/16Mi/16384Ki/' | k apply "$@" -f -
# A part of a Deployment is not a valid one by itself.
k apply --server-side --force-conflicts --field-manager=boss --validate=false -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
spec:
  replicas: 3
EOF
# shellcheck disable=SC2016
k patch deployment greeter --patch '{"spec": {"template": {"spec": {"containers": [{"name": "web", "env": [{"name": "DEBUG", "$patch": "delete"}]}]}}}}'
k rollout status deployment/greeter --timeout=120s
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered
sleep 1
k delete replicaset "$set" --cascade=orphan
k rollout status deployment/greeter --timeout=120s
