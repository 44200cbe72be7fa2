# By patches alone, the pause among them. The fourth colleague wants a container of his own, before the one that serves, and
# the probe names the port.
k patch deployment shop --patch '{"spec": {"paused": true, "replicas": 5}}'
k patch deployment shop --type=json --patch '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/env/0/value", "value": "2"},
  {"op": "add", "path": "/spec/template/spec/containers/0/resources/requests", "value": {"cpu": "20m", "memory": "8Mi"}}
]'
k patch deployment shop --type=json --patch '[
  {"op": "replace", "path": "/spec/template/spec/containers/0/ports/0", "value": {"name": "page", "containerPort": 8080}},
  {"op": "add", "path": "/spec/template/spec/containers/0/readinessProbe", "value": {"httpGet": {"port": "page"}, "periodSeconds": 2}},
  {"op": "add", "path": "/spec/template/spec/containers/0", "value":
    {"name": "meter", "image": "'"$IMAGE_BUSYBOX"'", "imagePullPolicy": "IfNotPresent", "command": ["sleep", "1000000"]}}
]'
k patch deployment shop --patch '{"spec": {"paused": null}}'
k rollout status deployment/shop --timeout=120s
k patch deployment shop --patch '{"spec": {"replicas": 2}}'
k rollout status deployment/shop --timeout=120s
