# fails: made-anew first
# en: the ReplicaSet is still the first one
# zh: ReplicaSet 还是最初的那一个
# The pods are deleted instead of the ReplicaSet. They come back, but that was the ReplicaSet's work.
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | sed 's/replicas: 2/replicas: 3/' | k apply -f -
k set env deployment/greeter DEBUG-
k rollout status deployment/greeter --timeout=120s
k delete pods --selector=app=greeter
k rollout status deployment/greeter --timeout=120s
