# fails: running without
# en: a container of the two is not in the pod
# zh: 两个容器中有一个不在这个 Pod 里
# A container more, a pod more. The guest finds nobody at localhost: each pod has a network of its own.
k run canteen --image="$IMAGE_NGINX" --image-pull-policy=IfNotPresent
k run guest --image="$IMAGE_BUSYBOX" --image-pull-policy=IfNotPresent -- sh -c 'while true; do wget -q -O - http://localhost/; sleep 2; done'
k wait pod canteen guest --for=condition=Ready --timeout=120s
