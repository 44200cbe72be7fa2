# title: Tell the kubelet its address
# on: all
# omitted: a Vagrant machine has the same NAT address on every eth0, and the kubelet would choose that one: logs and exec fail (kubernetes#60835)

file=/etc/sysconfig/kubelet

in_force() {
  local pid
  pid=$(systemctl show kubelet --property=MainPID --value)
  [ "$pid" = 0 ] || tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qxF -- "--node-ip=$HOST_IP"
}

check() { grep -Eqs "^KUBELET_EXTRA_ARGS=(.* )?--node-ip=$HOST_IP( |\$)" "$file" && in_force; }

apply() {
  local others=''
  if [ -e "$file" ]; then
    others=$(sed -nE 's/^KUBELET_EXTRA_ARGS=//p' "$file" | sed -E -e 's/"//g' -e 's/--node-ip=[^ ]*//g' -e 's/^ +| +$//g')
  fi
  {
    if [ -e "$file" ]; then sed '/^KUBELET_EXTRA_ARGS=/d' "$file"; fi
    echo "KUBELET_EXTRA_ARGS=${others:+$others }--node-ip=$HOST_IP"
  } | write_file "$file"
  systemctl try-restart kubelet
}
