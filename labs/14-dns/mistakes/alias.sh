# fails: old-name-gone there
# en: the old name was kept beside the new one
# zh: 旧名称和新名称一起留着
# The old name as an alias of the new one, for whoever still uses it. So nobody will ever stop.
solution
k create service externalname books --external-name="bookshop.$NAMESPACE.svc.cluster.local"
