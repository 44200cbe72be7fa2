# fails: infrastructure stranger
# en: the id is that of no infrastructure container of this pod, perhaps of one that went with an earlier pod
# zh: ID 不是这个 Pod 的基础容器的，也许属于已经不在的旧 Pod
# Noted, and then the pod was deleted and made again: it has another infrastructure container now.
solution
k get pod canteen -o yaml | k replace --force --grace-period=0 -f -
k wait pod canteen --for=condition=Ready --timeout=120s
