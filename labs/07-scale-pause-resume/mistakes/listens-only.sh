# fails: changed otherProbe
# en: the readiness probe does not ask for the page
# zh: 就绪探针没有访问页面
# It asks whether somebody listens, which he does seconds before there is a page.
k rollout pause deployment/shop
k scale deployment shop --replicas=5
k patch deployment shop --patch '{"spec": {"template": {"spec": {"containers": [
  {"name": "web", "env": [{"name": "VERSION", "value": "2"}], "resources": {"requests": {"cpu": "20m"}},
   "readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 1}}]}}}}'
k rollout resume deployment/shop
k rollout status deployment/shop --timeout=120s
k scale deployment shop --replicas=2
k rollout status deployment/shop --timeout=120s
pages() { [ "$(k get pods --selector=app=shop -o name | wc -l)" = 2 ] && sleep 4; }
wait_until 60 pages
