# title: Load br_netfilter
# on: all
# omitted: the guide's net.bridge settings exist only while this module is loaded, and nothing else loads it before Docker runs

# Some kernels have it built in, and a host may not be the one that loads modules: then there is no file to load.
loadable() { [[ $(modinfo -F filename br_netfilter 2>/dev/null) == /* ]]; }

check() {
  [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ] || no 'br_netfilter is not loaded' || return
  ! loadable || grep -hqsx br_netfilter /etc/modules-load.d/k8s.conf || no '/etc/modules-load.d/k8s.conf does not name br_netfilter'
}

apply() {
  if loadable; then echo br_netfilter | write_file /etc/modules-load.d/k8s.conf; fi
  if [ ! -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then modprobe br_netfilter; fi
}
