# fails: evening count
# en: the number of pods is not that of the evening
# zh: Pod 的数量不是晚上应有的数量
# The rush is over, and nobody has thought of scaling down.
k rollout pause deployment/shop
k scale deployment shop --replicas=5
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "env": [{"name": "VERSION", "value": "2"}], "resources": {"requests": {"cpu": "20m"}},
   "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout resume deployment/shop
k rollout status deployment/shop --timeout=120s
