# The guide's first command, and a Service that becomes a NodePort afterwards.
k create deployment nginx --image="$IMAGE_NGINX"
k expose deployment nginx --port=8000 --target-port=80
k patch service nginx --patch '{"spec": {"type": "NodePort"}}'
k rollout status deployment/nginx --timeout=120s
