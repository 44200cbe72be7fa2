# fails: works noPod
# en: the node has joined and is kept free of pods
# zh: 节点加入了，却不让 Pod 过去
# Nothing is to run there until somebody has looked at the new disk. Nobody does.
solution
kubectl taint node "$WORKER_2_NODE" disk=untested:NoExecute
on_it() { k get pods --field-selector="spec.nodeName=$WORKER_2_NODE" -o name | grep .; }
gone() { ! on_it; }
wait_until 60 gone
