# A Service of the type LoadBalancer, which has a port on the nodes as well, made before there is a Deployment.
k create service loadbalancer nginx --tcp=80
k create deployment nginx --image="$IMAGE_NGINX" --replicas=3
k rollout status deployment/nginx --timeout=120s
