# title: Start Docker
# on: all
# guide: systemctl enable --now docker

check() { service_on docker; }

apply() {
  systemctl reset-failed docker 2>/dev/null || true # it may have been tried too often while something was missing
  systemctl enable --now docker || { journalctl --unit docker --lines 20 --no-pager; return 1; }
}
