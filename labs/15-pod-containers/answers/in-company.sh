# A pod that has more than it must: another init container at the beginning, a helper before the others. A Chinese dish, other
# tools, the address instead of the name localhost; of the id only what docker ps shows.
k create -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: canteen
  labels: {app: canteen}
spec:
  terminationGracePeriodSeconds: 0
  initContainers:
  - name: cleaner
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'rm -rf /kitchen/*']
    volumeMounts: [{name: kitchen, mountPath: /kitchen}]
  - name: cook
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    args: [sh, -c, 'printf "红烧牛肉面\n" | tee /kitchen/index.html']
    volumeMounts: [{name: kitchen, mountPath: /kitchen}]
  - name: taster
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sed, -i, 's/.*/&\ntasted: &/', /plate/index.html]
    volumeMounts: [{name: kitchen, mountPath: /plate}]
  containers:
  - name: helper
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sleep, "1000000"]
  - name: guest
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'while sleep 4; do wget -O - http://127.0.0.1:80/index.html; done']
  - name: web
    image: $IMAGE_NGINX
    imagePullPolicy: IfNotPresent
    ports: [{containerPort: 80}]
    volumeMounts: [{name: kitchen, mountPath: /usr/share/nginx/html, readOnly: true}]
  volumes:
  - {name: kitchen, emptyDir: {medium: Memory}}
EOF
k wait pod canteen --for=condition=Ready --timeout=120s
node=$(k get pod canteen -o jsonpath='{.spec.nodeName}')
id=$(on "${node%%.*}" docker ps --filter name=k8s_POD_canteen --format '{{.ID}}')
k create configmap infrastructure --from-literal=id="$id" --from-literal=node="$node"
