# fails: every-node
# The Service leads to the pods, but to a port that nobody listens on.
k create deployment nginx --image="$IMAGE_NGINX"
k expose deployment nginx --port=80 --target-port=8080 --type=NodePort
k rollout status deployment/nginx --timeout=120s
