# Put before setup.sh, solution.sh, mistakes/*.sh and reset.sh, which run as root on the control plane with
# `set -euo pipefail`. docs/authoring.md lists the variables that are there besides.

export LC_ALL=C HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# k … — kubectl in the exercise's namespace.
k() { kubectl ${NAMESPACE:+--namespace "$NAMESPACE"} "$@"; }

# on HOST COMMAND… — run a shell line on another host, as root; HOST is a short name such as $WORKER_1.
on() {
  local host=$1
  shift
  ssh -n -o BatchMode=yes -o ConnectTimeout=10 "root@$host" "$@"
}

# wait_until SECONDS COMMAND… — try twice a second; when time is up, the command's own words say why.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      "$@"
      return
    fi
    sleep 0.5
  done
}

# mine < manifest — apply what has no namespace (a PersistentVolume, a ClusterRole), labelled so that reset finds it.
mine() {
  # As JSON: with -o yaml, kubectl 1.20 does not part several objects from each other.
  kubectl label --local -f - --overwrite -o json "kube-classroom/exercise=$EXERCISE" | kubectl apply -f -
}

# remember KEY VALUE — check.ts finds it as remembered.KEY.
remember() { printf '::remember %s %s\n' "$1" "$2"; }

# helper KIND/NAME — remember what checks look with: that they are told when it was replaced. Of a Deployment, the ReplicaSet
# that makes its pods now.
helper() {
  local object=$1 name=${1#*/}
  if [[ $object == deployment/* ]]; then
    k rollout status "$object" --timeout=120s
    object=$(k get replicaset -l "kube-classroom/helper=$name" -o name)
  fi
  remember "helper-$name" "$(k get "$object" -o 'jsonpath={.metadata.uid}')"
}

# probe_pod [NAME] — a pod of busybox that waits, for checks that look from inside the cluster (inPod of check.ts). It comes
# back when it was deleted.
probe_pod() {
  local name=${1:-probe}
  k apply -f - <<EOF
apiVersion: apps/v1
kind: Deployment
metadata:
  name: $name
  labels: {kube-classroom/role: probe, kube-classroom/helper: $name}
spec:
  selector:
    matchLabels: {kube-classroom/helper: $name}
  template:
    metadata:
      labels: {kube-classroom/role: probe, kube-classroom/helper: $name}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: busybox
        image: $IMAGE_BUSYBOX
        imagePullPolicy: IfNotPresent
        command: [sleep, "1000000000"]
EOF
  helper "deployment/$name"
}
