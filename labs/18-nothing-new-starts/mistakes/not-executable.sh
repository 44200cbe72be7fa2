# fails: running
# The right file at the right place, but it came through a pipe, which carries no mode: nobody can run it.
ssh -o BatchMode=yes "root@$WORKER_1" 'cat > /opt/cni/bin/flannel' </opt/cni/bin/flannel
k delete pods --selector=app=page --field-selector="spec.nodeName=$WORKER_1_NODE"
