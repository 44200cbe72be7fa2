# Back to Docker and no Kubernetes on every host, from any state: a whole cluster, half of one, or none.

# to_docker — runs on each host.
to_docker() {
  systemctl is-active --quiet docker || systemctl enable --now docker
  without_kubernetes
} >/tmp/kube-classroom-reset.log 2>&1

# What is still there is said, and then there is no use in beginning.
clean() {
  local left=''
  if command -v kubelet kubeadm kubectl >/dev/null; then left+=' packages'; fi
  if [ -e /etc/kubernetes ] || [ -e /var/lib/kubelet ]; then left+=' files'; fi
  if iptables-save | grep -q KUBE-; then left+=' iptables rules'; fi
  if ! systemctl is-active --quiet docker; then left+=' Docker does not run;'; fi
  if [ -n "$left" ]; then
    echo "$(hostname) is not back to Docker:$left"
    tail -n 20 /tmp/kube-classroom-reset.log
    return 1
  fi
  rm -f /tmp/kube-classroom-reset.log
}

for host in $CONTROL_PLANE $WORKERS; do
  if ! on "$host" true; then
    echo "$host cannot be reached from $CONTROL_PLANE: run lab up, then the same command again."
    exit 1
  fi
done
keep_flannel_manifest
started=()
for host in $CONTROL_PLANE $WORKERS; do
  on "$host" "export LC_ALL=C POD_CIDR=$POD_CIDR; $(declare -f without_kubernetes to_docker clean); to_docker; clean" &
  started+=($!)
done
for job in "${started[@]}"; do wait "$job"; done

# Only who is the exercise's own.
if [[ $(getent passwd reader | cut -d : -f 5) == "$EXERCISE" ]]; then
  pkill -KILL -u reader || true
  userdel --force --remove reader 2>/dev/null
fi
