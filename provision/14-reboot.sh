# title: Reboot
# on: all
# needs: ssh-by-name
# reboots: yes
# guide: reboot
# otherwise: only when one of the files that a reboot puts in force is younger than the last boot
# timeout: 300

check() {
  local booted changed
  # Nothing to put in force yet.
  [ -e /etc/sysctl.d/k8s.conf ] && [ "$(cat /etc/hostname)" = "$HOST_FQDN" ] || return
  # systemd's own start, because the uptime of a container is that of the machine around it.
  booted=$(epoch "$(TZ=UTC systemctl show --property=UserspaceTimestamp --value)")
  changed=$(stat -c %Y /etc/selinux/config /etc/fstab /etc/hostname /etc/sysctl.d/k8s.conf 2>/dev/null | sort -n | tail -n 1)
  [ "$booted" -gt "$changed" ]
}

apply() { systemctl reboot; }
