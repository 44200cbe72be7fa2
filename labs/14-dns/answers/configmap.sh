# The till's addresses come from a ConfigMap, with a program beside it, and the bookshop has a third pod.
solution
k create configmap addresses --from-literal=BOOKS_URL=bookshop --from-literal=STOCK_URL=http://stock.dns-depot.svc
k patch deployment till --type=json --patch "[
  {\"op\": \"remove\", \"path\": \"/spec/template/spec/containers/0/env\"},
  {\"op\": \"add\", \"path\": \"/spec/template/spec/containers/0/envFrom\", \"value\": [{\"configMapRef\": {\"name\": \"addresses\"}}]},
  {\"op\": \"add\", \"path\": \"/spec/template/spec/containers/0\", \"value\": {\"name\": \"aside\", \"image\": \"$IMAGE_NGINX\", \"imagePullPolicy\": \"IfNotPresent\"}}]"
k scale deployment bookshop --replicas=3
k rollout status deployment/till --timeout=120s
k rollout status deployment/bookshop --timeout=120s
