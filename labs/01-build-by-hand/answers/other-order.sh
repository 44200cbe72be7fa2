# The workers join before there is a pod network, the kubelets are enabled and started at once, a user's key is made for reader
# instead of copying the administrator's, and nginx is a bare pod with a label.
eval "really_$(declare -f on)"
on() { really_on "$1" "${2/systemctl enable kubelet/systemctl enable --now kubelet}"; }
install() {
  if [[ $* != *admin.conf* ]]; then return; fi
  mkdir -m 700 ~reader/.kube
  command kubectl -n kube-system get configmap kubeadm-config -o 'jsonpath={.data.ClusterConfiguration}' |
    command kubeadm alpha kubeconfig user --config /dev/stdin --client-name reader --org system:masters >~reader/.kube/config
  chmod 600 ~reader/.kube/config
  chown -R reader: ~reader/.kube
}
kubectl() {
  case $* in
    *kube-flannel*) ;;
    'wait node'*)
      command kubectl apply -f /root/kube-flannel.yml
      command kubectl "$@"
      ;;
    'create deployment'*) command kubectl run web --image="$IMAGE_NGINX" --image-pull-policy=IfNotPresent --labels=app=nginx ;;
    'expose deployment'*) command kubectl create service nodeport nginx --tcp=80 ;;
    'rollout status'*) command kubectl wait pod web --for=condition=Ready --timeout=120s ;;
    *) command kubectl "$@" ;;
  esac
}
solution
