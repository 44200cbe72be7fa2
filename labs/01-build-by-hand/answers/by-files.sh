# kubeadm is told by a file, in which kube-proxy is told as well; kubectl finds its config by exports in the start files of all
# shells; the repository is one of several in a file, with yum's variables; nginx is a DaemonSet with a sidecar, in a namespace
# of its own, behind the second port of its Service.
eval "really_$(declare -f on)"
on() {
  local line=$2
  if [[ $line == *kubernetes.repo* ]]; then
    line=${line/kubernetes.repo/all.repo}
    # shellcheck disable=SC2016 # for yum
    line=${line/-x86_64/'-$basearch'}
    line=${line/'[kubernetes]'/$'[old]\nname=old\nbaseurl=http://localhost/\nenabled=0\n\n[google]'}
  fi
  really_on "$1" "$line"
}
kubeadm() {
  if [ "$1" != init ]; then
    command kubeadm "$@"
    return
  fi
  command kubeadm init --config /dev/stdin <<EOF
apiVersion: kubeadm.k8s.io/v1beta2
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: $CONTROL_PLANE_IP}
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: ClusterConfiguration
kubernetesVersion: v$KUBERNETES_VERSION
imageRepository: $IMAGE_REPOSITORY
networking: {serviceSubnet: $SERVICE_CIDR, podSubnet: $POD_CIDR}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack: {maxPerCore: 0, min: 0}
EOF
}
cp() {
  for file in /root/.bashrc /root/.bash_profile; do echo 'export KUBECONFIG=/etc/kubernetes/admin.conf' >>"$file"; done
  export KUBECONFIG=/etc/kubernetes/admin.conf
}
chown() { :; }
install() {
  if [[ $* != *admin.conf* ]]; then return; fi
  kubectl config view --raw --flatten | command install -o reader -g reader -m 600 /dev/stdin ~reader/kubeconfig
  # shellcheck disable=SC2016 # for the other user's shell
  echo 'export KUBECONFIG=$HOME/kubeconfig' >>~reader/.bash_profile
}
kubectl() {
  case $* in
    'create deployment'* | *'rollout restart'*) ;;
    'expose deployment'*)
      command kubectl apply -f - <<EOF
apiVersion: v1
kind: Namespace
metadata: {name: probe}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: pages, namespace: probe}
spec:
  selector: {matchLabels: {for: pages}}
  template:
    metadata: {labels: {for: pages}}
    spec:
      containers:
      - {name: beside, image: "$IMAGE_BUSYBOX", imagePullPolicy: IfNotPresent, command: [sleep, "1000000"]}
      - {name: pages, image: "$IMAGE_NGINX", imagePullPolicy: IfNotPresent}
---
apiVersion: v1
kind: Service
metadata: {name: pages, namespace: probe}
spec:
  type: NodePort
  selector: {for: pages}
  ports: [{name: none, port: 9000}, {name: pages, port: 8000, targetPort: 80}]
EOF
      ;;
    'rollout status'*) command kubectl -n probe rollout status daemonset/pages --timeout=120s ;;
    *) command kubectl "$@" ;;
  esac
}
solution
