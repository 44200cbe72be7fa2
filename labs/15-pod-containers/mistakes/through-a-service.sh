# fails: localhost elsewhere
# en: the guest takes the way out of the pod
# zh: guest 绕到 Pod 外面去了
# The page comes, but by way of a Service: out of the pod, and through the node back into it.
k() {
  if [ "$1" = apply ]; then
    sed -e 's|http://localhost/|http://canteen/|' -e 's/^  name: canteen$/&\n  labels: {app: canteen}/'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
k create service clusterip canteen --tcp=80
solution
served() { k logs canteen guest | grep -q tasted; }
wait_until 60 served
