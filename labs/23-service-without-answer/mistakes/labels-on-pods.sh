# fails: next-pod lost
# en: the labels of the pods were changed, not the selector or the template
# zh: 改的是 Pod 上的标签，而不是选择器或模板
# The pods get the label that the Service looks for. It works, until the Deployment makes another pod.
k label pods --selector=deployment=shop --overwrite tier=fronted
