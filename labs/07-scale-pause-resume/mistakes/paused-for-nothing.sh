# fails: paused meanwhile
# en: the Deployment was paused at another time than it was changed
# zh: 暂停和改动不在同一段时间
# Paused, as the task says, and resumed before anything was changed.
k scale deployment shop --replicas=5
k rollout pause deployment/shop
k rollout resume deployment/shop
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "env": [{"name": "VERSION", "value": "2"}], "resources": {"requests": {"cpu": "20m"}},
   "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
