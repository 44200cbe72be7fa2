# The folders of the volumes on the workers. A pod that would start again just now finds none.
parent=/var/lib/kube-classroom
for worker in $WORKERS; do
  on "$worker" "rm -rf $parent/$EXERCISE; [ ! -d $parent ] || rmdir --ignore-fail-on-non-empty $parent"
done

# Volumes that a student has made besides: of the exercise's class, or claimed in its namespace. Those still in use go with
# their claims, a moment later.
for volume in $(kubectl get persistentvolumes -o jsonpath="{range .items[*]}{.metadata.name} {.spec.storageClassName} {.spec.claimRef.namespace}{'\n'}{end}" |
  awk -v ours="$NAMESPACE" '$2 == ours || $3 == ours { print $1 }'); do
  kubectl delete persistentvolume "$volume" --wait=false
done
