# The folders of the volumes on the workers. A pod that would start again just now finds none.
parent=/var/lib/kube-classroom
for worker in $WORKERS; do
  on "$worker" "rm -rf $parent/$EXERCISE; [ ! -d $parent ] || rmdir --ignore-fail-on-non-empty $parent"
done
