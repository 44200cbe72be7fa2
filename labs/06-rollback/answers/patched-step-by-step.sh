# First back by one, then by what the old ReplicaSet says: its template is written into the Deployment by a patch, and the
# reason after it. The probe is deleted meanwhile, and the Service has a second port.
k rollout undo deployment/menu
k rollout status deployment/menu --timeout=120s
set=$(k get replicasets --selector=app=menu -o jsonpath='{.items[?(@.metadata.annotations.deployment\.kubernetes\.io/revision=="3")].metadata.name}')
env=$(k get replicaset "$set" -o jsonpath='{.spec.template.spec.containers[0].env}')
k patch deployment menu --type=json --patch '[{"op": "replace", "path": "/spec/template/spec/containers/0/env", "value": '"$env"'}]'
k annotate deployment menu --overwrite kubernetes.io/change-cause='back to 1.2, for tonight'
k patch service menu --type=json --patch '[
  {"op": "add", "path": "/spec/ports/0/name", "value": "page"},
  {"op": "add", "path": "/spec/ports/0", "value": {"name": "other", "port": 8080, "targetPort": 8080}}
]'
k delete pods --selector=kube-classroom/helper=probe
k rollout status deployment/menu --timeout=120s
k rollout status deployment/probe --timeout=120s
