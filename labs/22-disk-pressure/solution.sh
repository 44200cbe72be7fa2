# The node says that it has too little disk, and the disk has plenty. So what is too little, in the kubelet's eyes?
kubectl describe node "$WORKER_1_NODE" | grep DiskPressure
on "$WORKER_1" df -h /var/lib/kubelet
kubectl get --raw "/api/v1/nodes/$WORKER_1_NODE/proxy/configz" | grep -o '"eviction[A-Za-z]*":{[^}]*}'

# available is what must be left, not what may be used. The alarm goes; the defaults remain (evictionHard), which protect the
# node when the disk is really full.
on "$WORKER_1" "sed -i -e '/^# Alarm when/d' -e '/^evictionSoft/{N;d}' /var/lib/kubelet/config.yaml && systemctl restart kubelet"

# A kubelet that starts knows of no pressure, and whoever set the taint takes it away. (One that goes on running would keep the
# condition for five minutes more, evictionPressureTransitionPeriod, in case the room that was made is lost again.)
k rollout status deployment/press --timeout=120s

# What was turned away does not come back to life.
k delete pods --field-selector=status.phase=Failed
