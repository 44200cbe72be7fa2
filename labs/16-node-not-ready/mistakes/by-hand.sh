# fails: kubelet byHand
# en: the kubelet was started by hand and not as the service
# zh: kubelet 是手工启动的，而不是作为系统服务启动的
# systemd refuses, so the kubelet is started without it, with the service's own command. It works until somebody logs out or
# the host boots.
# shellcheck disable=SC2016 # for the other host's shell
on "$WORKER_1" '
  systemctl --quiet enable kubelet
  . /var/lib/kubelet/kubeadm-flags.env
  . /etc/sysconfig/kubelet
  nohup kubelet --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf \
    --config=/var/lib/kubelet/config.yaml $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS >/dev/null 2>&1 &'
k rollout status deployment/archive --timeout=120s
