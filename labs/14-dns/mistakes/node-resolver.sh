# fails: search-path resolver
# en: the pod clerk asks another name server than the cluster's
# zh: Pod clerk 询问的不是集群的域名服务器
# Default is not the default: with this policy a pod asks whom its node asks, and nobody there knows a Service.
solution
k delete pod clerk
k apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: clerk
spec:
  terminationGracePeriodSeconds: 0
  dnsPolicy: Default
  dnsConfig:
    searches: [dns-depot.svc.cluster.local]
  containers:
  - name: clerk
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sleep, "1000000000"]
EOF
k wait pod clerk --for=condition=Ready --timeout=120s
