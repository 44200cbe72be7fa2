# title: Set the host name
# on: all
# guide: hostnamectl set-hostname master.example.com

check() { expect /etc/hostname "$HOST_FQDN" "$(cat /etc/hostname 2>&1)" && expect 'uname -n' "$HOST_FQDN" "$(uname -n)"; }

apply() { hostnamectl set-hostname "$HOST_FQDN"; }
