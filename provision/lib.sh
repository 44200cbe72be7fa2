# Helpers of the steps, and what every step can count on. By hand, as root, with the variables that the step names:
#
#   export HOST_FQDN=node1.example.com
#   . provision/lib.sh; . provision/05-hostname.sh; check || apply
#
# `check` reads and says done or not by its status, `apply` changes. A step that hands something from the control plane
# to another host has a third function, `grant`: it runs on the control plane and prints NAME=value lines, which
# `apply` finds as shell variables; they are never exported, so that no other program sees them.

# Programs are read by programs here: no translated messages, the same PATH and HOME whoever called (sudo changes both).
export LC_ALL=C HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# write_file FILE [MODE] < content — whoever reads FILE sees the old content or the new, never a part.
write_file() {
  local new
  mkdir -p "$(dirname "$1")"
  new=$(mktemp "$1.XXXXXX")
  cat >"$new" && chmod "${2:-644}" "$new" && mv -f "$new" "$1"
}

# wait_until SECONDS COMMAND… — try once a second; when time is up, the command's own words say why.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      "$@"
      return
    fi
    sleep 1
  done
}

# epoch TIMESTAMP — seconds since 1970 of a time as systemd prints it. Ask systemd with TZ=UTC:
# abbreviations of time zones are ambiguous (CST is also China's).
epoch() { date -d "$1" +%s; }

# py … — Python 3; EL8 has one for its own tools even where python3 is not installed.
py() {
  if command -v python3 >/dev/null; then python3 "$@"; else /usr/libexec/platform-python "$@"; fi
}

# yum_install PACKAGE… — three tries: a mirror may hiccup, another yum may hold the lock of the rpm database,
# and a yum that was killed may have left the database or the cached metadata broken.
yum_install() {
  local try
  for try in 1 2 3; do
    yum -y install "$@" && return
    ((try == 3)) && break
    rpm -q bash >/dev/null 2>&1 || rpm --rebuilddb
    yum clean metadata
    sleep 5
  done
  return 1
}

# fqdns — the full name of every host of the lab, one a line.
fqdns() { awk '{ print $3 }' <<<"$HOSTS"; }

# kube … — kubectl as the cluster's administrator; on the control plane.
kube() { kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=10s "$@"; }

# kubeadm_reset — undo a half-done init or join on this host, and what `kubeadm reset` leaves behind:
# a cni0 with the address of an earlier cluster keeps pods from starting.
kubeadm_reset() {
  timeout 180 kubeadm reset -f
  rm -rf /etc/cni/net.d/*
  local link
  for link in cni0 flannel.1; do
    if [ -e "/sys/class/net/$link" ]; then ip link delete "$link"; fi
  done
}
