# fails: rolled-out paused
# en: the Deployment is still paused
# zh: Deployment 还处于暂停状态
# Everything is changed, as `kubectl describe` shows, and there are two pods. But they are the old ones: the pause goes on.
k rollout pause deployment/shop
k scale deployment shop --replicas=5
k set env deployment/shop VERSION=2
k set resources deployment shop --requests=cpu=20m
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 1}}]}}}}'
k scale deployment shop --replicas=2
