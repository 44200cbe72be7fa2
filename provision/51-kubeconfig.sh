# title: Give root a kubeconfig
# on: control-plane
# guide: mkdir -p $HOME/.kube
# guide: cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
# guide: chown $(id -u):$(id -g) $HOME/.kube/config
# otherwise: cp without -i, which asks before it overwrites the file of an earlier cluster; a file that gets into this cluster is left as it is

# Whether root's file has what leads into this cluster. The rest of it, such as a context's namespace or another cluster,
# belongs to whoever works with it.
leads_here() {
  [ -s /etc/kubernetes/admin.conf ] && [ -s "$HOME/.kube/config" ] &&
    awk '
      !/^ *(server|certificate-authority-data|client-certificate-data|client-key-data):/ { next }
      NR == FNR { wanted[$1 $2]; next }
      { delete wanted[$1 $2] }
      END { for (each in wanted) exit 1 }
    ' /etc/kubernetes/admin.conf "$HOME/.kube/config"
}

# It says that they differ, not how: they hold a key.
check() { leads_here || no "$HOME/.kube/config does not lead into the cluster of /etc/kubernetes/admin.conf"; }

apply() {
  mkdir -p "$HOME/.kube"
  cp --backup=simple /etc/kubernetes/admin.conf "$HOME/.kube/config" # whatever was there stays beside it, as config~
  chown "$(id -u):$(id -g)" "$HOME/.kube/config"
}
