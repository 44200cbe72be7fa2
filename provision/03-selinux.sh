# title: Turn SELinux off
# on: all
# guide: sed -i 's/enforcing/disabled/' /etc/selinux/config
# otherwise: only the setting is changed, not the comments that explain it, and permissive is turned off as well; enforcement stops now, not only at the reboot

config=/etc/selinux/config

enforcing() { command -v getenforce >/dev/null && [ "$(getenforce)" = Enforcing ]; }

# What holds after a boot: the first such line. Without the file there is no SELinux to turn off.
configured() { if [ -e "$config" ]; then sed -n 's/^SELINUX=//p' "$config" | head -n 1; else echo disabled; fi; }

check() {
  expect "SELINUX in $config" disabled "$(configured)" || return
  ! enforcing || no 'getenforce: want Permissive or Disabled, have Enforcing'
}

apply() {
  if [ "$(configured)" != disabled ]; then
    sed -i --follow-symlinks 's/^SELINUX=.*/SELINUX=disabled/' "$config"
    grep -q '^SELINUX=' "$config" || echo SELINUX=disabled >>"$config"
  fi
  if enforcing; then setenforce 0; fi
}
