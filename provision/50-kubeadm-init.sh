# title: Start the control plane
# on: control-plane
# guide: kubeadm init --apiserver-advertise-address=192.168.207.131 --image-repository registry.aliyuncs.com/google_containers --kubernetes-version v1.20.0 --service-cidr=10.96.0.0/12 --pod-network-cidr=10.244.0.0/16
# otherwise: the token that it prints at the end is not shown: each worker gets one of its own when it joins
# timeout: 900

flags=(
  --apiserver-advertise-address="$HOST_IP"
  --image-repository "$IMAGE_REPOSITORY"
  --kubernetes-version "v$KUBERNETES_VERSION"
  --service-cidr="$SERVICE_CIDR"
  --pod-network-cidr="$POD_CIDR"
)

# Nearly the last thing that kubeadm init does is to let the kubelet use the certificate that the cluster gave it.
# From then on there is a cluster, whatever state it is in: it must not be thrown away.
initialised() { grep -qs kubelet-client-current.pem /etc/kubernetes/kubelet.conf && [ -s /etc/kubernetes/admin.conf ]; }

addons() { kube -n kube-system get configmap/kubeadm-config deployment/coredns daemonset/kube-proxy -o name; }

check() {
  initialised || no 'there is no control plane: /etc/kubernetes has no admin.conf, or no kubelet.conf from this cluster' || return
  expect 'kubelet now' active "$(systemctl is-active kubelet)" && addons
}

apply() {
  if initialised; then
    systemctl start docker kubelet
    wait_until 240 kube get --raw /healthz
    addons || kubeadm init phase addon all "${flags[@]}"
  else
    if [ -n "$(ls -A /etc/kubernetes/manifests /etc/kubernetes/pki /var/lib/etcd 2>/dev/null)" ]; then kubeadm_reset; fi
    kubeadm init "${flags[@]}" 2>&1 | sed --unbuffered -E 's/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/‹token›/g'
  fi
}
