# fails: own-settings
# First aid for the client, a line in its /etc/hosts; then the cause is mended, and the first aid forgotten.
address=$(k get service greeter -o jsonpath='{.spec.clusterIP}')
k patch deployment client --patch '{"spec": {"template": {"spec": {"hostAliases": [{"ip": "'"$address"'", "hostnames": ["greeter"]}]}}}}'
solution
k rollout status deployment/client --timeout=120s
