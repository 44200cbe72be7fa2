# fails: old-name-gone
# The old name as an alias of the new one, for whoever still uses it. So nobody will ever stop.
solution
k create service externalname books --external-name="bookshop.$NAMESPACE.svc.cluster.local"
