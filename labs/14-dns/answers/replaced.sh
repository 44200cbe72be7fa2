# Unlike the solution: the Services are edited as YAML and replaced, names are written in full, the clerk's resolver is spelled out.
k get service books -o yaml | sed -E -e '/clusterIP/d' -e '/^  - [0-9.]+$/d' -e '/(uid|resourceVersion|creationTimestamp):/d' -e 's/^  name: books$/  name: bookshop/' | k create -f -
k delete service books
depot() { kubectl --namespace dns-depot "$@"; }
old=$(depot get service stock -o jsonpath='{.spec.clusterIP}')
new=$(depot get configmap moving -o jsonpath='{.data.address}')
manifest=$(depot get service stock -o yaml)
depot replace --force -f - <<<"${manifest//$old/$new}"

k patch deployment till --patch '{"spec": {"template": {"spec": {"containers": [{"name": "till", "env": [
  {"name": "BOOKS_URL", "value": "http://bookshop.'"$NAMESPACE"'.svc.cluster.local:80"},
  {"name": "STOCK_URL", "value": "http://stock.dns-depot.svc.cluster.local./"}]}]}}}}'
k create service clusterip bookshop-pods --clusterip=None --tcp=8080
k set selector service bookshop-pods app=bookshop
resolver=$(k exec deployment/probe -- sed -n 's/^nameserver //p' /etc/resolv.conf)
k apply -f - <<MANIFEST
apiVersion: v1
kind: Pod
metadata:
  name: clerk
spec:
  terminationGracePeriodSeconds: 0
  dnsPolicy: None
  dnsConfig:
    nameservers: [$resolver]
    searches: [dns-depot.svc.cluster.local, $NAMESPACE.svc.cluster.local, svc.cluster.local]
    options: [{name: ndots, value: "5"}]
  containers:
  - {name: rest, image: $IMAGE_NGINX, imagePullPolicy: IfNotPresent}
  - {name: main, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [sleep, 1d]}
MANIFEST
k rollout status deployment/till --timeout=120s
k wait pod clerk --for=condition=Ready --timeout=120s
