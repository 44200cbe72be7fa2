# fails: infrastructure application
# en: the id is that of a container that only uses the network
# zh: ID 属于只使用网络的容器
# The id that kubectl describe shows: the container of nginx, which only uses the network.
solution
web=$(k get pod canteen -o jsonpath='{.status.containerStatuses[?(@.name=="web")].containerID}')
k patch configmap infrastructure --patch "{\"data\": {\"id\": \"${web#docker://}\"}}"
