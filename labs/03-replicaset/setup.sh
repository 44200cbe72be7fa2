# Web servers of three environments, each kept in another way, and pods beside them that look much the same.

# The work of a web server, and of what only has to be there.
serve="mkdir /www && echo web: a page from \$HOSTNAME > /www/index.html && exec httpd -f -p 8080 -h /www"
idle="exec sleep 1000000000"

# pod_spec LINE — one container that runs a shell line.
pod_spec() {
  cat <<EOF
{terminationGracePeriodSeconds: 0, containers: [{name: main, image: $IMAGE_BUSYBOX, imagePullPolicy: IfNotPresent, command: [sh, -c, '$1']}]}
EOF
}

# An RC can only ask for labels that are equal to something, so that there has to be one for each environment.
controller() {
  local env=$1 replicas=$2
  cat <<EOF
---
apiVersion: v1
kind: ReplicationController
metadata:
  name: web-$env
spec:
  replicas: $replicas
  selector: {app: web, env: $env}
  template:
    metadata:
      labels: {app: web, env: $env}
    spec: $(pod_spec "$serve")
EOF
}

bare_pod() {
  local name=$1 labels=$2 line=$3
  cat <<EOF
---
apiVersion: v1
kind: Pod
metadata:
  name: $name
  labels: {$labels}
spec: $(pod_spec "$line")
EOF
}

k apply -f - < <(
  controller prod 2
  controller staging 1
  bare_pod web-demo 'app: web, env: demo' "$serve"
  bare_pod web-canary 'app: web, env: canary' "$serve"
  bare_pod db 'app: db, env: prod' "$idle"
  # It belongs to the web as well, but to no environment.
  bare_pod web-log 'app: web' "$idle"
)
probe_pod

eight_pods() { [ "$(k get pods --no-headers | wc -l)" = 8 ]; }
wait_until 90 eight_pods
k wait pods --all --for=condition=Ready --timeout=120s

# known SELECTOR — name:uid of each pod, on one line.
known() { k get pods --selector="$1" -o jsonpath='{range .items[*]}{.metadata.name}:{.metadata.uid} {end}'; }

remember served "$(known 'app=web,env in (prod,staging)')"
remember demo "$(known env=demo)"
remember others "$(known env=canary)$(known app=db)$(known 'app=web,!env')"
