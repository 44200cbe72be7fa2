# fails: next-pod borrowed
# en: the nodes were given an image under the wrong name, and the name was not corrected
# zh: 给节点准备了一个同名的镜像，而没有改正镜像名称
# The nodes cannot pull the image, so they are given one of this name. All is well, until a node is new or clears up its disk.
image=$(k get deployment greeter -o jsonpath='{.spec.template.spec.containers[0].image}')
for host in $CONTROL_PLANE $WORKERS; do
  on "$host" "docker pull -q $IMAGE_BUSYBOX && docker tag $IMAGE_BUSYBOX $image"
done
k delete pods --selector=app=greeter
k rollout status deployment/greeter --timeout=120s
