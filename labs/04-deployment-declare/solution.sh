# The declaration as it was agreed on, with what the team has decided since.
manifest=$(k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/')

# kubectl warns that it finds no declaration made before, and writes this one down. What it names is now as it says. But
# what was never declared cannot have been taken out of the declaration either: DEBUG stays.
k apply -f - <<<"$manifest"

# So what the colleague has added goes by an order, this once.
k set env deployment/greeter DEBUG-
k rollout status deployment/greeter --timeout=120s

# From here on another apply changes nothing, and it would take back what somebody changes by hand.
k apply -f - <<<"$manifest"

# The chain: the Deployment owns a ReplicaSet, the ReplicaSet owns the pods. The old one is kept for a rollback.
k get replicasets
set=$(k get replicasets -o jsonpath='{.items[?(@.spec.replicas==3)].metadata.name}')
uid=$(k get replicaset "$set" -o jsonpath='{.metadata.uid}')
answered() { k logs client | grep "$set"; }
wait_until 90 answered

# Without the ReplicaSet the result is not as declared any more, and the Deployment sees to it: one of the same name, not
# the same one.
k delete replicaset "$set"
made_anew() { k get replicaset "$set" -o jsonpath='{.metadata.uid} {.status.readyReplicas}' | grep -v "$uid" | grep ' 3$'; }
wait_until 60 made_anew
k get replicasets
