# title: Reboot
# on: all
# needs: ssh-by-name
# reboots: yes
# guide: reboot
# otherwise: only when one of the files that a reboot puts in force is younger than the last boot
# timeout: 300

check() {
  local booted changed
  [ -e /etc/sysctl.d/k8s.conf ] || no 'there is no /etc/sysctl.d/k8s.conf to put in force yet' || return
  expect /etc/hostname "$HOST_FQDN" "$(cat /etc/hostname)" || return
  # systemd's own start, because the uptime of a container is that of the machine around it.
  booted=$(systemctl show --property=UserspaceTimestampMonotonic --value)
  changed=$(changed_since "$booted" /etc/selinux/config /etc/fstab /etc/hostname /etc/sysctl.d/k8s.conf)
  [ -z "$changed" ] || no "changed since the last boot: $changed"
}

apply() { systemctl reboot; }
