# The guide's own two commands, in the exercise's namespace.
k create deployment nginx --image="$IMAGE_NGINX"

# The type NodePort opens the same port, chosen from 30000–32767, on every node. kubectl takes the selector from the
# Deployment and the target port from --port.
k expose deployment nginx --port=80 --type=NodePort

k rollout status deployment/nginx --timeout=120s
