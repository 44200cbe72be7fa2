# fails: endpoints misses
# en: the selector does not fit the labels of the pods
# zh: 选择器与 Pod 的标签不符
# A typing error in the selector: the Service finds no pod, and nothing says so.
k create deployment nginx --image="$IMAGE_NGINX"
k expose deployment nginx --port=80 --type=NodePort --selector=app=ngnix
k rollout status deployment/nginx --timeout=120s
