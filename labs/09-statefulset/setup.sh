# No StorageClass makes volumes by itself here, so the administrator has laid some out: folders on the workers. There are
# more than the members need, because a volume that was claimed once is not given to another claim.
class=$NAMESPACE
folder=/var/lib/kube-classroom/$EXERCISE
read -r -a machines <<<"$WORKERS"

for worker in "${machines[@]}"; do on "$worker" "mkdir -p $folder/{1..8}"; done

# What lies on one machine can be used there only: a volume says where its pod runs.
volume() {
  local number=$1 worker=$2
  cat <<EOF
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: $class-$number
spec:
  storageClassName: $class
  capacity: {storage: 10Mi}
  accessModes: [ReadWriteOnce]
  local: {path: $folder/$number}
  nodeAffinity:
    required:
      nodeSelectorTerms:
      - matchExpressions:
        - {key: kubernetes.io/hostname, operator: In, values: [$worker.$DOMAIN]}
EOF
}

# So a claim gets its volume only when a pod has come for it: on a node that the pod can run on.
kubectl apply -f - <<EOF
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: $class
provisioner: kubernetes.io/no-provisioner
volumeBindingMode: WaitForFirstConsumer
$(for number in {1..8}; do volume "$number" "${machines[number % ${#machines[@]}]}"; done)
EOF

probe_pod
