# fails: plugin link
# en: the plugin is only a link to a file elsewhere
# zh: 插件只是一个指向别处文件的链接
# The plugin was only to be tried out, from /tmp; it works, and so it stays. Until somebody clears up there.
scp -p -q -o BatchMode=yes /opt/cni/bin/flannel "root@$WORKER_1:/tmp/flannel"
on "$WORKER_1" 'ln -s /tmp/flannel /opt/cni/bin/flannel'
k delete pods --selector=app=page --field-selector="spec.nodeName=$WORKER_1_NODE"
k rollout status daemonset/page --timeout=120s
