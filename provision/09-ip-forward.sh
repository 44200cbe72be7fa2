# title: Forward packets between interfaces
# on: all
# omitted: kubeadm refuses a host that does not forward; the guide relies on Docker having turned it on

file=/etc/sysctl.d/k8s-ip-forward.conf
names=(net.ipv4.ip_forward net.ipv4.conf.all.forwarding) # the kernel's two names of one setting

check() { sysctl_on "${names[@]}"; }

apply() {
  echo 'net.ipv4.ip_forward = 1' | write_file "$file"
  keep_sysctl_on "${names[@]}" # /etc/sysctl.conf, for one, is read after it
  sysctl -p "$file"
}
