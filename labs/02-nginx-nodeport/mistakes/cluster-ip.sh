# fails: service
# The type left out: the default, ClusterIP, is reached from inside the cluster only.
k create deployment nginx --image="$IMAGE_NGINX"
k expose deployment nginx --port=80
k rollout status deployment/nginx --timeout=120s
