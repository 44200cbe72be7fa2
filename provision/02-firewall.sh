# title: Turn the firewall off
# on: all
# guide: systemctl disable --now firewalld

check() {
  ! systemctl is-active --quiet firewalld || no 'firewalld runs' || return
  ! systemctl is-enabled --quiet firewalld || no 'firewalld starts at boot'
}

apply() { systemctl disable --now firewalld; }
