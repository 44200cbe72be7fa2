# title: Forward packets between interfaces
# on: all
# omitted: kubeadm refuses a host that does not forward; the guide relies on Docker having turned it on

file=/etc/sysctl.d/k8s-ip-forward.conf

check() { grep -qsx 'net.ipv4.ip_forward = 1' "$file" && [ "$(sysctl -n net.ipv4.ip_forward)" = 1 ]; }

apply() {
  echo 'net.ipv4.ip_forward = 1' | write_file "$file"
  sysctl -p "$file"
}
