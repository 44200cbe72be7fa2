# fails: configuration address
# en: the configuration has an address instead of a name
# zh: 配置中写的是地址，而不是名称
# An address instead of a name. It works, until the Service is made anew.
solution
k set env deployment/till BOOKS_URL="http://$(k get service bookshop -o jsonpath='{.spec.clusterIP}')/"
k rollout status deployment/till --timeout=120s
