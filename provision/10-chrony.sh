# title: Keep the time with chrony
# on: all
# guide: yum -y install chrony
# guide: systemctl enable --now chronyd
# timeout: 900

check() { rpm -q chrony && systemctl is-enabled --quiet chronyd && systemctl is-active --quiet chronyd; }

apply() {
  yum_install chrony
  systemctl enable --now chronyd
}
