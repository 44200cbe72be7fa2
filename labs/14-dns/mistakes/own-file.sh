# fails: configuration hosts
# en: the till has the name in its own /etc/hosts
# zh: 收银台把名称写在自己的 /etc/hosts 里
# The name stays as it was, and the pod is told its address. DNS is not asked, and does not follow.
solution
address=$(kubectl --namespace dns-depot get service stock -o jsonpath='{.spec.clusterIP}')
k patch deployment till --patch "{\"spec\": {\"template\": {\"spec\": {\"hostAliases\": [{\"ip\": \"$address\", \"hostnames\": [\"stock\"]}]}}}}"
k set env deployment/till STOCK_URL=http://stock/
k rollout status deployment/till --timeout=120s
