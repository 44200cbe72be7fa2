# title: Authorise root's key of the control plane
# on: all
# needs: root-key
# provides: root-key-authorised
# guide: ssh-copy-id master
# guide: ssh-copy-id node1
# guide: ssh-copy-id node2
# otherwise: ssh-copy-id asks for the password of each host; the public key is carried over by whoever runs this step

keys=/root/.ssh/authorized_keys

check() { grep -qs " root@$CONTROL_PLANE_FQDN\$" "$keys"; }

grant() { echo "ROOT_PUBLIC_KEY=$(cat /root/.ssh/id_rsa.pub)"; }

apply() {
  install -d -m 700 /root/.ssh
  touch "$keys"
  {
    # A control plane that was made anew has another key under the same name.
    sed "/ root@$CONTROL_PLANE_FQDN\$/d" "$keys"
    printf '%s\n' "$ROOT_PUBLIC_KEY"
  } | write_file "$keys" 600
}
