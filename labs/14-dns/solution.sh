# A Service keeps its name for life: the new name is a new Service, and the old Service goes. DNS follows by itself.
k expose deployment bookshop --port=80 --target-port=8080
k delete service books

# Its address cannot be changed either (“field is immutable”): by hand means a new Service of the same name that asks for it.
address=$(kubectl --namespace dns-depot get configmap moving -o jsonpath='{.data.address}')
kubectl --namespace dns-depot delete service stock
kubectl --namespace dns-depot expose deployment stock --port=80 --target-port=8080 --cluster-ip="$address"

# A plain name is looked for in the pod's own namespace. For another one it takes NAME.NAMESPACE: the search path that every
# pod has completes it to NAME.NAMESPACE.svc.cluster.local.
k set env deployment/till BOOKS_URL=http://bookshop/ STOCK_URL=http://stock.dns-depot/

# A Service without an address of its own is headless: its name stands for the pods themselves.
k expose deployment bookshop --name=bookshop-pods --cluster-ip=None --port=80 --target-port=8080

# The policy ClusterFirst, which pods have anyway, keeps the cluster's name server and search path; dnsConfig adds to them.
k apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: clerk
spec:
  terminationGracePeriodSeconds: 0
  dnsPolicy: ClusterFirst
  dnsConfig:
    searches: [dns-depot.svc.cluster.local]
  containers:
  - name: clerk
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sleep, "1000000000"]
EOF
k rollout status deployment/till --timeout=120s
k wait pod clerk --for=condition=Ready --timeout=120s
k exec clerk -- cat /etc/resolv.conf
