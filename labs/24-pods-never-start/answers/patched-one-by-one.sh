# Two patches, one for each container, and the pods that are left over deleted by hand.
k patch deployment greeter --type=json --patch '[{"op": "replace", "path": "/spec/template/spec/initContainers/0/image", "value": "'"$IMAGE_BUSYBOX"'"}]'
k patch deployment greeter --patch '{"spec": {"template": {"spec": {"containers": [{"name": "web", "image": "'"$IMAGE_BUSYBOX"'"}]}}}}'
k delete pods --all
k rollout status deployment/greeter --timeout=120s
