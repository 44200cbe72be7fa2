# fails: network
# The pods borrow the addresses of their nodes, for which no plugin is asked. They start at once.
k patch daemonset page --patch '{"spec": {"template": {"spec": {"hostNetwork": true}}}}'
k rollout status daemonset/page --timeout=120s
