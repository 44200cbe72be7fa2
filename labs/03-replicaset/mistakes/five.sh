# fails: serves count
# en: the ReplicaSet does not keep four pods
# zh: ReplicaSet 维持的不是四个 Pod
# One more to be on the safe side.
solution
k scale replicaset web --replicas=5
five() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 5 ]; }
wait_until 90 five
