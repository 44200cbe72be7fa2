# fails: paused never
# en: the Deployment was never paused
# zh: Deployment 从未暂停过
# One edit with all three changes is one rollout as well. It works for whoever has all of them at the same time.
k scale deployment shop --replicas=5
k rollout status deployment/shop --timeout=120s
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "env": [{"name": "VERSION", "value": "2"}], "resources": {"requests": {"cpu": "20m"}},
   "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
