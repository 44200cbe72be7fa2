# fails: headless noSelector
# en: the Service has no selector
# zh: Service 没有选择器
# The addresses of the members, and their names, written down one by one. They are right until a member is replaced.
k() {
  if [ "$1" = scale ]; then exit; fi
  if [ "$1" = apply ]; then sed '/^  selector: {app: db}/d'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
k apply -f - <<EOF
apiVersion: v1
kind: Endpoints
metadata:
  name: db
subsets:
- ports: [{name: http, port: 8080}]
  addresses:
$(for member in db-0 db-1 db-2; do k get pod "$member" --no-headers -o custom-columns=ip:.status.podIP,name:.metadata.name | awk '{ print "  - {ip: " $1 ", hostname: " $2 "}" }'; done)
EOF
