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

# probe_pod [NAME] — a busybox pod that waits, for checks that look from inside the cluster (inPod of check.ts).
probe_pod() {
  local name=${1:-probe}
  k apply -f - <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: $name
  labels: {kube-classroom/role: probe}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: busybox
    image: $IMAGE_BUSYBOX
    imagePullPolicy: IfNotPresent
    command: [sleep, "1000000000"]
EOF
  k wait pod "$name" --for=condition=Ready --timeout=120s
}
