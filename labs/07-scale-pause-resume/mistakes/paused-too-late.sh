# fails: one-rollout several
# en: there was more than one rollout
# zh: 滚动升级不止一次
# The first change goes out before anybody thinks of the pause: two revisions, and every pod replaced twice.
k set env deployment/shop VERSION=2
k rollout status deployment/shop --timeout=120s
k rollout pause deployment/shop
k scale deployment shop --replicas=5
k set resources deployment shop --requests=cpu=20m
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout resume deployment/shop
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
