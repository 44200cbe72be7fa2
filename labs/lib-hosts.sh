# Put behind lib.sh for exercises that begin without a cluster (`lab: docker`, `lab: hosts`).

# flannel_manifest — where keep_flannel_manifest keeps it.
flannel_manifest() { echo /root/.kube-classroom/kube-flannel.yml; }

# keep_flannel_manifest — before a cluster is taken away, on the control plane. The manifest of flannel exists in one place, the
# step of provision/ that applies it, and the cluster remembers what was applied. It is kept from there the first time;
# afterwards the clusters are the student's.
keep_flannel_manifest() {
  local kept object
  kept=$(flannel_manifest)
  of_this_lab() {
    grep -qsF "\"Network\": \"$POD_CIDR\"" "$1" && grep -qsF "image: $FLANNEL_IMAGE" "$1" && grep -qsF "value: $CONTROL_PLANE_IP" "$1"
  }
  applied() {
    for object in podsecuritypolicy/psp.flannel.unprivileged clusterrole/flannel clusterrolebinding/flannel \
      serviceaccount/flannel configmap/kube-flannel-cfg daemonset/kube-flannel-ds; do
      echo ---
      kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=5s --namespace kube-system \
        apply view-last-applied "$object" -o yaml || return
    done
  }
  if of_this_lab "$kept" || [ ! -s /etc/kubernetes/admin.conf ]; then return; fi
  mkdir -p "${kept%/*}"
  if applied >"$kept.new" && of_this_lab "$kept.new"; then mv "$kept.new" "$kept"; else rm -f "$kept.new"; fi
}

# without_kubernetes — on each host, from any state: a whole cluster, half of one, or none. Docker and its images stay. What is
# not there is no reason to stop.
without_kubernetes() {
  # A kubeadm that still waits would go on writing.
  pkill -x kubeadm
  systemctl disable --now kubelet
  local containers
  for _ in 1 2 3; do
    containers=$(docker ps --all --quiet --filter name=^/k8s_)
    if [ -z "$containers" ]; then break; fi
    # shellcheck disable=SC2086 # one word each
    docker rm --force $containers
  done

  # Volumes of pods are mounted below the kubelet's folder.
  local mount
  awk '$2 ~ "^/var/lib/kubelet/" { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount "$mount" || umount -l "$mount"; done
  systemctl stop kubepods.slice

  # kubeadm reset leaves these rules, these links and these files behind.
  local network tables
  network=$(sed -n 's/^FLANNEL_NETWORK=//p' /run/flannel/subnet.env)
  for tables in iptables ip6tables; do
    "$tables-save" | grep -vF -e KUBE- -e CNI- -e "$POD_CIDR" ${network:+-e "$network"} | "$tables-restore"
  done
  ip link delete cni0
  ip link delete flannel.1

  local packages
  rpm -q bash || rpm --rebuilddb
  mapfile -t packages < <(rpm -qa --queryformat '%{NAME}\n' kubelet kubeadm kubectl kubernetes-cni cri-tools | sort -u)
  if ((${#packages[@]} > 0)); then rpm -e --allmatches "${packages[@]}"; fi
  grep -lsi kubernetes /etc/yum.repos.d/*.repo | xargs --no-run-if-empty rm -f
  rm -rf --one-file-system /etc/kubernetes /etc/sysconfig/kubelet* /etc/systemd/system/kubelet.service.d /etc/cni /opt/cni \
    /var/lib/kubelet /var/lib/etcd /var/lib/cni /run/flannel /root/.kube /root/kube-flannel.yml
  systemctl daemon-reload
  systemctl reset-failed kubelet

  # What somebody has exported would lead kubectl past the file of the next cluster.
  local file
  for file in /root/.bashrc /root/.bash_profile /root/.bash_login /root/.profile /etc/environment /etc/profile /etc/bashrc \
    /etc/bash.bashrc /etc/profile.d/*.sh; do
    grep -qs KUBECONFIG "$file" || continue
    sed -i --follow-symlinks -E '/^[[:space:]]*((export|declare -x|typeset -x)[[:space:]]+)?KUBECONFIG\b/d' "$file"
    # An empty ~/.bash_profile would keep bash from reading ~/.profile.
    if [[ $file != /etc/environment && ! -s $file ]]; then rm "$file"; fi
  done
}
