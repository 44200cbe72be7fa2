# fails: deployment image
# en: the Deployment runs another image than the task names
# zh: Deployment 运行的不是题目要求的镜像
# Something answers, but it is not nginx.
k create deployment nginx --image="$IMAGE_BUSYBOX" -- httpd -f -p 80
k expose deployment nginx --port=80 --type=NodePort
k rollout status deployment/nginx --timeout=120s
