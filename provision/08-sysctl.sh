# title: Let iptables see bridged traffic
# on: all
# guide: cat > /etc/sysctl.d/k8s.conf << EOF
# guide: sysctl --system

settings() {
  cat <<EOF
net.bridge.bridge-nf-call-ip6tables = 1
net.bridge.bridge-nf-call-iptables = 1
EOF
}

check() {
  settings | same_as /etc/sysctl.d/k8s.conf &&
    sysctl_on net.bridge.bridge-nf-call-ip6tables &&
    sysctl_on net.bridge.bridge-nf-call-iptables
}

apply() {
  settings | write_file /etc/sysctl.d/k8s.conf
  keep_sysctl_on net.bridge.bridge-nf-call-ip6tables
  keep_sysctl_on net.bridge.bridge-nf-call-iptables
  # It fails where any file of any package sets what this host may not set; the check looks at what matters.
  sysctl --system || true
}
