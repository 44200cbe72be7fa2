# fails: serves silent
# en: the template lacks what makes a pod serve its page
# zh: 模板里缺少让 Pod 提供页面的内容
# The pods that run are adopted by their labels, whatever the template says. Only the successor shows that the line that
# writes the page and serves it was not copied.
k delete replicationcontroller web-prod web-staging --cascade=orphan
k apply -f - <<EOF
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 4
  selector:
    matchLabels: {app: web}
    matchExpressions:
    - {key: env, operator: In, values: [prod, staging, demo]}
  template:
    metadata:
      labels: {app: web, env: prod}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - {name: main, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [sleep, "86400"]}
EOF
complete() { [ "$(k get replicaset web -o jsonpath='{.status.readyReplicas}')" = 4 ]; }
wait_until 90 complete
k delete pod web-demo
wait_until 90 complete
