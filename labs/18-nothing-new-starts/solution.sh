# The pod says what it waits for: failed to find plugin "flannel" in path [/opt/cni/bin].
k get events --field-selector=reason=FailedCreatePodSandBox -o custom-columns=SAYS:.message

# The file belongs to a package, and the package knows that it is missing. (rpm says so by its exit code as well.)
on "$WORKER_1" 'rpm -V kubernetes-cni' || true

# Every node has the same package, so another node's file is the right one; -p keeps its mode: a plugin must be executable.
# Where the repository can be reached, `yum reinstall kubernetes-cni` on the node does the same.
scp -p -q -o BatchMode=yes /opt/cni/bin/flannel "root@$WORKER_1:/opt/cni/bin/flannel"
on "$WORKER_1" 'rpm -V kubernetes-cni'

# The kubelet goes on trying and would succeed within a quarter of a minute; a new pod is quicker. Only that one: who
# already has an address needs no plugin.
k delete pods --selector=app=page --field-selector="spec.nodeName=$WORKER_1_NODE"
k rollout status daemonset/page --timeout=120s
