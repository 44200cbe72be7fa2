# title: Give root a kubeconfig
# on: control-plane
# guide: mkdir -p $HOME/.kube
# guide: cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
# guide: chown $(id -u):$(id -g) $HOME/.kube/config
# otherwise: cp without -i, which asks before it overwrites the file of an earlier cluster

check() { cmp /etc/kubernetes/admin.conf "$HOME/.kube/config" 2>&1; } # it says where they differ, not how: they hold a key

apply() {
  mkdir -p "$HOME/.kube"
  cp /etc/kubernetes/admin.conf "$HOME/.kube/config"
  chown "$(id -u):$(id -g)" "$HOME/.kube/config"
}
