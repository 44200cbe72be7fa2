# fails: pods count
# en: there are not three pods
# zh: Pod 不是三个
# The manifest to the letter, without what the team has decided since.
k get configmap greeter-manifest -o jsonpath='{.data.greeter\.yaml}' | k apply -f -
k set env deployment/greeter DEBUG-
k rollout status deployment/greeter --timeout=120s
