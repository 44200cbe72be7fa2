# fails: answers unshared
# en: all requests of one caller go to the same pod
# zh: 同一个访问者的请求都到同一个 Pod
# Guests are to meet the same waiter again, says somebody. So all who come from one address go to one pod.
solution
k patch service tea --patch '{"spec": {"sessionAffinity": "ClientIP"}}'
