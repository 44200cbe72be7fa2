# Declared all along: the pause, the pods of the rush and each change are applied with the manifest. The cpu is written as a
# fraction, and the probe is a command.
shop() {
  local paused=$1 replicas=$2 version=$3 container=${4:-}
  k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  paused: $paused
  replicas: $replicas
  strategy:
    rollingUpdate: {maxSurge: 100%, maxUnavailable: 0}
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: $(k get deployment shop -o jsonpath='{.spec.template.spec.containers[0].command}')
        env:
        - {name: VERSION, value: "$version"}
        ports:
        - containerPort: 8080
        $container
EOF
}
resources='resources: {requests: {cpu: 0.02}}'
probe='readinessProbe: {exec: {command: [wget, -q, -O, /dev/null, "http://127.0.0.1:8080/"]}, periodSeconds: 1}'
shop true 3 1
shop true 3 2
shop true 5 2 "$resources"
shop true 5 2 "$resources
        $probe"
shop false 5 2 "$resources
        $probe"
k rollout status deployment/shop --timeout=120s
shop false 2 2 "$resources
        $probe"
k rollout status deployment/shop --timeout=120s
