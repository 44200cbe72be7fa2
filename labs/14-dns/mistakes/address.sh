# fails: configuration
# An address instead of a name. It works, until the Service is made anew.
solution
k set env deployment/till BOOKS_URL="http://$(k get service bookshop -o jsonpath='{.spec.clusterIP}')/"
k rollout status deployment/till --timeout=120s
