# title: Set the host name
# on: all
# guide: hostnamectl set-hostname master.example.com

check() { [ "$(cat /etc/hostname)" = "$HOST_FQDN" ] && [ "$(uname -n)" = "$HOST_FQDN" ]; }

apply() { hostnamectl set-hostname "$HOST_FQDN"; }
