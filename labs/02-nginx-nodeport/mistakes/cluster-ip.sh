# fails: service type
# en: the Service is of a type that opens no port on the nodes
# zh: Service 的类型不会在节点上开放端口
# The type left out: the default, ClusterIP, is reached from inside the cluster only.
k create deployment nginx --image="$IMAGE_NGINX"
k expose deployment nginx --port=80
k rollout status deployment/nginx --timeout=120s
