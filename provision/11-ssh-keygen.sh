# title: Make a key pair for root
# on: control-plane
# provides: root-key
# guide: ssh-keygen -t rsa
# otherwise: without questions: no passphrase, the default file

key=/root/.ssh/id_rsa

check() { ssh-keygen -y -P '' -f "$key" >/dev/null && [ -s "$key.pub" ]; }

apply() {
  install -d -m 700 /root/.ssh
  rm -f "$key" "$key.pub" # a killed ssh-keygen leaves an empty file and would ask whether to overwrite it
  ssh-keygen -q -t rsa -N '' -C "root@$CONTROL_PLANE_FQDN" -f "$key"
}
