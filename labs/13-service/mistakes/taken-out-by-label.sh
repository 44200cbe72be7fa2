# fails: drops-out none
# en: no pod was closed; all that belong to the Deployment are Ready
# zh: 没有让任何 Pod 停业；属于该 Deployment 的 Pod 全都是 Ready
# The pod is not closed but taken out, by its labels. So it does not belong to the house any more, which makes another one.
solution
closed() { k get pods --selector=deployment=tea -o jsonpath='{range .items[*]}{.metadata.name} {.status.containerStatuses[0].ready}{"\n"}{end}' | sed -n 's/ false$//p'; }
k label pod "$(closed)" deployment- tier-
k rollout status deployment/tea --timeout=60s
