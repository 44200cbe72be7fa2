# fails: changed version
# en: version 2 is not what the pods serve
# zh: Pod 提供的不是版本 2
# Names of variables are case-sensitive: the new one is set and rolled out, and nobody reads it.
k rollout pause deployment/shop
k scale deployment shop --replicas=5
k set env deployment/shop version=2
k set resources deployment shop --requests=cpu=20m
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout resume deployment/shop
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
