# fails: every-node silent
# en: the Service leads to a port at which nginx does not listen
# zh: Service 指向的端口上没有 nginx 在监听
# The Service leads to the pods, but to a port that nobody listens on.
k create deployment nginx --image="$IMAGE_NGINX"
k expose deployment nginx --port=80 --target-port=8080 --type=NodePort
k rollout status deployment/nginx --timeout=120s
