# fails: drops-out led
# en: the Service also leads to pods that are not Ready
# zh: Service 也通向不是 Ready 的 Pod
# A setting found somewhere, against “my Service has no endpoints”: pods are taken whether they are Ready or not.
solution
k patch service tea --patch '{"spec": {"publishNotReadyAddresses": true}}'
