# fails: infrastructure
# Noted, and then the pod was deleted and made again: it has another infrastructure container now.
solution
k get pod canteen -o yaml | k replace --force --grace-period=0 -f -
k wait pod canteen --for=condition=Ready --timeout=120s
