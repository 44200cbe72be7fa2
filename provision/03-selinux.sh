# title: Turn SELinux off
# on: all
# guide: sed -i 's/enforcing/disabled/' /etc/selinux/config
# otherwise: only the setting is changed, not the comments that explain it, and permissive is turned off as well; enforcement stops now, not only at the reboot

config=/etc/selinux/config

enforcing() { command -v getenforce >/dev/null && [ "$(getenforce)" = Enforcing ]; }

check() { ! grep -Eqs '^SELINUX=(enforcing|permissive)' "$config" && ! enforcing; }

apply() {
  if [ -e "$config" ]; then sed -E -i 's/^SELINUX=(enforcing|permissive)/SELINUX=disabled/' "$config"; fi
  if enforcing; then setenforce 0; fi
}
