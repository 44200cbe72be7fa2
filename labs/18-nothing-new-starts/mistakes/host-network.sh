# fails: network hostAddress
# en: the pods were moved out of the pod network
# zh: Pod 被移出了 Pod 网络
# The pods borrow the addresses of their nodes, for which no plugin is asked. They start at once.
k patch daemonset page --patch '{"spec": {"template": {"spec": {"hostNetwork": true}}}}'
k rollout status daemonset/page --timeout=120s
