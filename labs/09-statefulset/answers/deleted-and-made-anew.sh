# At first made wrongly and replaced by hand in any order; then the StatefulSet is deleted without its claims and made anew, which
# remembers the members of the first one. The helper is deleted as well: it comes back.
solution
k delete pod db-1
k rollout status statefulset/db --timeout=120s
k get statefulset db -o yaml >/tmp/db.yaml
k scale statefulset db --replicas=0
none() { [ -z "$(k get pods -l app=db -o name)" ]; }
wait_until 120 none
k delete statefulset db
k create -f - <<<"$(grep -Ev '^  (uid|resourceVersion|creationTimestamp):' /tmp/db.yaml)"
rm /tmp/db.yaml
k rollout status statefulset/db --timeout=120s
k delete pods -l kube-classroom/role=probe
k rollout status deployment/probe --timeout=60s
