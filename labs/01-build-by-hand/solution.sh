# The guide from the Kubernetes repository on, with the values of this lab.

# at_once 'LINE' HOST… — “all nodes” of the guide: the same line on several hosts, side by side.
at_once() {
  local line=$1 host job started=()
  shift
  for host in "$@"; do
    on "$host" "$line" &
    started+=($!)
  done
  # The first that failed ends all of this.
  for job in "${started[@]}"; do wait "$job"; done
}
read -r -a joining <<<"$WORKERS"
all=("$CONTROL_PLANE" "${joining[@]}")

# Where yum finds Kubernetes.
at_once "cat > /etc/yum.repos.d/kubernetes.repo <<'EOF'
[kubernetes]
name=Kubernetes
baseurl=$KUBERNETES_REPO_BASEURL
enabled=1
gpgcheck=$KUBERNETES_REPO_GPGCHECK
repo_gpgcheck=$KUBERNETES_REPO_REPO_GPGCHECK
gpgkey=$KUBERNETES_REPO_GPGKEY
EOF" "${all[@]}"

# The guide gives the first three a version. The other two are dependencies, of which yum would take the newest: a
# kubernetes-cni that has no plugin flannel any more.
tools="kubelet-$KUBERNETES_VERSION kubeadm-$KUBERNETES_VERSION kubectl-$KUBERNETES_VERSION"
at_once "yum -y -q install $tools kubernetes-cni-$KUBERNETES_CNI_VERSION cri-tools-$CRI_TOOLS_VERSION" "${all[@]}"

# Each kubelet is told its address before it first starts; on a machine with several networks it would take another.
while read -r ip name _; do
  on "$name" "echo KUBELET_EXTRA_ARGS=--node-ip=$ip > /etc/sysconfig/kubelet"
done <<<"$HOSTS"

# At once it starts in vain: kubeadm has not written its configuration yet. But from now on it starts at every boot.
at_once 'systemctl enable kubelet' "${all[@]}"

# The control plane. Without the address kubeadm takes that of the default route, without the repository it asks
# k8s.gcr.io, without the pod network's range no node gets addresses for its pods.
kubeadm init \
  --apiserver-advertise-address="$CONTROL_PLANE_IP" \
  --image-repository="$IMAGE_REPOSITORY" \
  --kubernetes-version="v$KUBERNETES_VERSION" \
  --service-cidr="$SERVICE_CIDR" \
  --pod-network-cidr="$POD_CIDR"

# kubectl looks here, whichever shell it is called from.
mkdir -p "$HOME/.kube"
cp /etc/kubernetes/admin.conf "$HOME/.kube/config"
chown "$(id -u):$(id -g)" "$HOME/.kube/config"

# The same for somebody else: a copy by root belongs to root, and is given away.
install -d -o reader -g reader -m 700 ~reader/.kube
install -o reader -g reader -m 600 /etc/kubernetes/admin.conf ~reader/.kube/config

# Only where hosts are containers: kube-proxy may not raise the limit of tracked connections, and ends when it tries.
limit=/proc/sys/net/netfilter/nf_conntrack_max
if [ -e "$limit" ] && [ ! -w "$limit" ]; then
  kubectl -n kube-system get configmap kube-proxy -o yaml | sed -E 's/^( *(maxPerCore|min)): .*/\1: 0/' | kubectl replace -f -
  kubectl -n kube-system rollout restart daemonset/kube-proxy
fi

# The pod network. A DaemonSet: workers that join later get it by themselves.
kubectl apply -f /root/kube-flannel.yml

# A new token, good for a day, with the line that the workers need.
join=$(kubeadm token create --print-join-command)
at_once "$join" "${joining[@]}"
kubectl wait node --all --for=condition=Ready --timeout=180s

# The guide's test.
kubectl create deployment nginx --image="$IMAGE_NGINX"
kubectl expose deployment nginx --port=80 --type=NodePort
kubectl rollout status deployment/nginx --timeout=120s
