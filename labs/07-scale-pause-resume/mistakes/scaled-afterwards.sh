# fails: scaled fewer
# en: the Deployment was scaled to five only when the new version was out
# zh: 新版本发布之后才扩容到五个 Pod
# “While it is paused nothing moves”, so the five pods wait for the rollout, and so do the customers.
k rollout pause deployment/shop
k set env deployment/shop VERSION=2
k set resources deployment shop --requests=cpu=20m
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout resume deployment/shop
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=5
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
