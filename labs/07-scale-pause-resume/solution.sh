# From here on a change of the template waits.
k rollout pause deployment/shop

# Scaling is no change of the template: the ReplicaSet that there is gets two pods more at once, of version 1.
k scale deployment shop --replicas=5
five() { [ "$(k get deployment shop -o jsonpath='{.status.readyReplicas}')" = 5 ]; }
wait_until 60 five

# Three people, three changes, and still no second ReplicaSet.
k set env deployment/shop VERSION=2
k set resources deployment shop --requests=cpu=20m
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k get replicasets

# Now all three go out together: one new ReplicaSet, one revision.
k rollout resume deployment/shop
k rollout status deployment/shop --timeout=120s
k rollout history deployment/shop

# The rush is over.
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
