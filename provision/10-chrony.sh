# title: Keep the time with chrony
# on: all
# guide: yum -y install chrony
# guide: systemctl enable --now chronyd
# timeout: 900

check() { installed chrony && service_on chronyd; }

apply() {
  yum_install chrony
  systemctl enable --now chronyd
}
