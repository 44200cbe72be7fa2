# All that the containers share is said here: the network, always, and the volume that each of them mounts. An emptyDir
# lives as long as the pod, long enough for a page that is prepared whenever the pod starts.
k apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: canteen
spec:
  terminationGracePeriodSeconds: 1
  # One after another, in this order; each must end well before the next one starts.
  initContainers:
  - name: cook
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'echo "noodle soup" > /page/index.html']
    volumeMounts:
    - {name: page, mountPath: /page}
  - name: taster
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'dish=\$(cat /page/index.html); echo "tasted: \$dish" >> /page/index.html']
    volumeMounts:
    - {name: page, mountPath: /page}
  # Side by side: none waits for another, so guest may be there first and must be content to try again.
  containers:
  - name: web
    image: $IMAGE_NGINX
    imagePullPolicy: IfNotPresent
    volumeMounts:
    - {name: page, mountPath: /usr/share/nginx/html}
  - name: guest
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sh, -c, 'while true; do wget -q -O - http://localhost/; sleep 2; done']
  volumes:
  - name: page
    emptyDir: {}
EOF
k wait pod canteen --for=condition=Ready --timeout=120s

# On the pod's node, Docker says of web whose network it uses: "container:" and the id of the infrastructure container. In
# docker ps it is the one named k8s_POD_canteen_….
node=$(k get pod canteen -o jsonpath='{.spec.nodeName}')
web=$(k get pod canteen -o jsonpath='{.status.containerStatuses[?(@.name=="web")].containerID}')
network=$(on "${node%%.*}" docker inspect --format '{{.HostConfig.NetworkMode}}' "${web#docker://}")
k create configmap infrastructure --from-literal=id="${network#container:}"
