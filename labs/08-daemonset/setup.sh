# A worker leaves the cluster, as one does that is taken away for repair, and another is reserved.
node=$WORKER_2_NODE

# For reset.sh: a node that joins has only the labels that every machine has; and taints are easily taken away.
kept=/root/.kube-classroom/$EXERCISE
mkdir -p "$kept"
kubectl get node "$node" --no-headers --show-labels | awk '{ print $NF }' | tr ',' '\n' >"$kept/labels"
kubectl get node "$CONTROL_PLANE_NODE" -o jsonpath='{range .spec.taints[*]}{.key}={.value}:{.effect}{"\n"}{end}' >"$kept/taints"
remember controlPlaneTaints "$(paste -s -d ' ' "$kept/taints")"

# It is to come back as a new machine: with no container from before, and with nothing of its former range in the pod
# network. (The plugin of flannel does not read an incomplete file, and so waits until flannel has written it anew.)
# shellcheck disable=SC2016 # the variables are those of the file
on "$WORKER_2" '
  systemctl stop kubelet
  docker ps --all --quiet --filter name=^/k8s_ | xargs --no-run-if-empty docker rm --force
  ip link delete cni0
  . /run/flannel/subnet.env
  iptables --table nat --delete POSTROUTING ! --source "$FLANNEL_NETWORK" --destination "$FLANNEL_SUBNET" --jump RETURN
  sed -i /^FLANNEL_MTU/d /run/flannel/subnet.env
'

# The kubelet that would end its pods does not run any more, so nobody waits for it. Others take over what they did, before
# there is a taint in their way.
kubectl delete node "$node"
kubectl delete pods --all-namespaces --field-selector "spec.nodeName=$node" --force --grace-period=0

kubectl taint node "$WORKER_1_NODE" dedicated=database:NoSchedule
