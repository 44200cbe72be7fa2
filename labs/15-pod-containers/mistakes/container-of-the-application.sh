# fails: infrastructure
# The id that kubectl describe shows: the container of nginx, which only uses the network.
solution
web=$(k get pod canteen -o jsonpath='{.status.containerStatuses[?(@.name=="web")].containerID}')
k patch configmap infrastructure --patch "{\"data\": {\"id\": \"${web#docker://}\"}}"
