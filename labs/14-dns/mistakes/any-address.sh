# fails: moved address
# en: the depot's Service does not have the address that was chosen
# zh: 仓库的 Service 用的不是指定的地址
# Deleted and exposed again: it has moved, but Kubernetes has chosen where to.
solution
kubectl --namespace dns-depot delete service stock
kubectl --namespace dns-depot expose deployment stock --port=80 --target-port=8080
