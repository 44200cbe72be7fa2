# The first attempt was not right and is deleted; the note is written anew as well, with what Kubernetes puts before an id.
solution
k delete pod canteen --now
sleep 2
k apply -f - <<EOF
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "canteen"}, "spec": {
  "terminationGracePeriodSeconds": 1,
  "volumes": [{"name": "page", "emptyDir": {}}],
  "initContainers": [
    {"name": "cook", "image": "$IMAGE_BUSYBOX", "imagePullPolicy": "IfNotPresent", "workingDir": "/page",
     "command": ["sh", "-c", "sleep 3; echo rice > index.html"], "volumeMounts": [{"name": "page", "mountPath": "/page"}]},
    {"name": "taster", "image": "$IMAGE_BUSYBOX", "imagePullPolicy": "IfNotPresent", "workingDir": "/page",
     "command": ["sh", "-c", "sleep 2; echo tasted: \$(cat index.html) >> index.html; sleep 2"], "volumeMounts": [{"name": "page", "mountPath": "/page"}]}],
  "containers": [
    {"name": "web", "image": "$IMAGE_NGINX", "imagePullPolicy": "IfNotPresent", "volumeMounts": [{"name": "page", "mountPath": "/usr/share/nginx/html"}]},
    {"name": "guest", "image": "$IMAGE_BUSYBOX", "imagePullPolicy": "IfNotPresent",
     "command": ["sh", "-c", "while true; do date; wget -q -O - localhost; sleep 5; done"]}]}}
EOF
k wait pod canteen --for=condition=Ready --timeout=120s
node=$(k get pod canteen -o jsonpath='{.spec.nodeName}')
id=$(on "${node%%.*}" docker ps --no-trunc --quiet --filter name=k8s_POD_canteen)
k patch configmap infrastructure --patch "{\"data\": {\"id\": \"docker://$id\"}}"
