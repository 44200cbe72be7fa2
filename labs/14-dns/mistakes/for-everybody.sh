# fails: search-path everybody
# en: the name stock was made for the whole namespace, not for the clerk alone
# zh: 名称 stock 是给整个命名空间用的，而不只是给 clerk
# An alias in the clerk's namespace. The clerk finds the depot, and so does everybody else there.
solution
k create service externalname stock --external-name=stock.dns-depot.svc.cluster.local
