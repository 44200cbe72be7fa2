# A shop of version 1 with three pods, whose page comes three seconds after they have begun to listen. New pods may all
# come at once, so that a rollout does not take long.
k apply -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: NodePort
  selector: {app: shop}
  ports:
  - {port: 80, targetPort: 8080}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 3
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
        command:
        - sh
        - -c
        - |
          mkdir /www
          { sleep 3; echo "shop, version \$VERSION, from \$HOSTNAME" > /www/index.html; } &
          exec httpd -f -p 8080 -h /www
        env:
        - {name: VERSION, value: "1"}
        ports:
        - containerPort: 8080
EOF
k rollout status deployment/shop --timeout=120s

# Whether it was paused when it was changed nobody can tell afterwards, but one who has watched. With the host's kubectl,
# and on a file, so that what was seen survives the container.
k apply -f - <<EOF
apiVersion: v1
kind: ServiceAccount
metadata:
  name: witness
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: witness
rules:
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: witness
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: witness}
subjects:
- {kind: ServiceAccount, name: witness, namespace: $NAMESPACE}
---
apiVersion: v1
kind: Pod
metadata:
  name: witness
  labels: {kube-classroom/role: witness}
spec:
  nodeName: $CONTROL_PLANE_NODE
  serviceAccountName: witness
  terminationGracePeriodSeconds: 0
  containers:
  - name: witness
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command:
    - sh
    - -c
    - |
      while :; do
        kubectl get deployment shop --watch -o jsonpath='{.spec.paused}|{.spec.replicas}|{.spec.template}{"\n"}'
        sleep 1
      done | while IFS='|' read -r paused replicas template; do
        line="paused \${paused:-false} replicas \$replicas template \$(echo "\$template" | md5sum | cut -c 1-8)"
        [ "\$line" = "\$last" ] || echo "\$(date -u +%Y-%m-%dT%H:%M:%SZ) \$line" | tee -a /seen/log
        last=\$line
      done
    volumeMounts:
    - {name: kubectl, mountPath: /bin/kubectl}
    - {name: seen, mountPath: /seen}
  volumes:
  - name: kubectl
    hostPath: {path: $(command -v kubectl), type: File}
  - name: seen
    emptyDir: {}
EOF
watching() { k logs witness | grep -q 'paused false replicas 3'; }
wait_until 60 watching

helper pod/witness
remember deployment "$(k get deployment shop -o jsonpath='{.metadata.uid}')"
remember revision "$(k get deployment shop -o jsonpath='{.metadata.annotations.deployment\.kubernetes\.io/revision}')"
# Of a Deployment that has never been paused this condition has been true since it was made.
remember progressing "$(k get deployment shop -o jsonpath='{.status.conditions[?(@.type=="Progressing")].lastTransitionTime}')"
