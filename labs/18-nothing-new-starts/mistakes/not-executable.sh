# fails: running lame
# en: the plugin was copied without its mode
# zh: 复制插件时丢了执行权限
# The right file at the right place, but it came through a pipe, which carries no mode: nobody can run it.
ssh -o BatchMode=yes "root@$WORKER_1" 'cat > /opt/cni/bin/flannel' </opt/cni/bin/flannel
k delete pods --selector=app=page --field-selector="spec.nodeName=$WORKER_1_NODE"
