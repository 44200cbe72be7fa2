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
  settings | cmp -s - /etc/sysctl.d/k8s.conf &&
    [ "$(sysctl -n net.bridge.bridge-nf-call-ip6tables)" = 1 ] &&
    [ "$(sysctl -n net.bridge.bridge-nf-call-iptables)" = 1 ]
}

apply() {
  settings | write_file /etc/sysctl.d/k8s.conf
  # It fails where any file of any package sets what this host may not set; the check looks at what matters.
  sysctl --system || true
}
