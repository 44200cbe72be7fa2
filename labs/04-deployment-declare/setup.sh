# What the team has agreed on lies in a ConfigMap, as it would in a repository. What runs was made by hand.

manifest=$(cat <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: greeter
  namespace: $NAMESPACE
spec:
  replicas: 2
  selector:
    matchLabels: {app: greeter}
  template:
    metadata:
      labels: {app: greeter}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: web
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command:
        - sh
        - -c
        - |
          mkdir /www
          { echo "\$GREETING from \$HOSTNAME"; [ -z "\$DEBUG" ] || env; } > /www/index.html
          exec httpd -f -p 8080 -h /www
        env:
        - {name: GREETING, value: Good morning}
        ports:
        - containerPort: 8080
        resources:
          requests: {cpu: 20m, memory: 16Mi}
        readinessProbe:
          httpGet: {path: /, port: 8080}
          periodSeconds: 1
EOF
)
k create configmap greeter-manifest --from-literal=greeter.yaml="$manifest"

# The same, once as it is written and once as the API server understands it, for comparison.
remember manifest "$(k create --dry-run=client -f - -o jsonpath='{.spec}' <<<"$manifest")"
remember agreed "$(k create --dry-run=server -f - -o jsonpath='{.spec}' <<<"$manifest")"

# The colleague had most of it in mind, and wanted to see something. `create` keeps no record of what was declared.
k patch --local -f - -o yaml --type=json --patch '[
  {"op": "replace", "path": "/spec/replicas", "value": 1},
  {"op": "replace", "path": "/spec/template/spec/containers/0/env", "value": [{"name": "GREETING", "value": "Hi"}, {"name": "DEBUG", "value": "yes"}]},
  {"op": "remove", "path": "/spec/template/spec/containers/0/resources"},
  {"op": "remove", "path": "/spec/template/spec/containers/0/readinessProbe"}
]' <<<"$manifest" | k create -f -

# The client writes down each pod that answers it for the first time. On the API server's machine, because its times are
# compared with those at which objects were made; and on a file, so that what was seen survives the container.
k apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: greeter
spec:
  type: NodePort
  selector: {app: greeter}
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: v1
kind: Pod
metadata:
  name: client
  labels: {kube-classroom/role: client}
spec:
  nodeName: $CONTROL_PLANE_NODE
  terminationGracePeriodSeconds: 0
  containers:
  - name: client
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command:
    - sh
    - -c
    - |
      cat /seen/log || : > /seen/log
      while sleep 0.5; do
        pod=\$(wget -q -T 2 -O - "http://\$GREETER_SERVICE_HOST/" | sed -n '1s/.* from //p')
        [ -n "\$pod" ] || continue
        grep -q " \$pod\$" /seen/log || echo "\$(date -u +%Y-%m-%dT%H:%M:%SZ) \$pod" | tee -a /seen/log
      done
    volumeMounts:
    - {name: seen, mountPath: /seen}
  volumes:
  - name: seen
    emptyDir: {}
EOF
k rollout status deployment/greeter --timeout=120s
k wait pod client --for=condition=Ready --timeout=120s

helper pod/client
remember deployment "$(k get deployment greeter -o jsonpath='{.metadata.uid}')"
