# title: Tell the kubelet its address
# on: all
# omitted: a Vagrant machine has the same NAT address on every eth0, and the kubelet would choose that one: logs and exec fail (kubernetes#60835)

file=/etc/sysconfig/kubelet

# The last --node-ip in the words of its input, which is the one that the kubelet takes.
node_ip() { tr '\0" ' '\n' | sed -n 's/^--node-ip=//p' | tail -n 1; }

arguments() { sed -n 's/^KUBELET_EXTRA_ARGS=/ /p' "$file" 2>/dev/null | tail -n 1; }

check() {
  local pid
  expect "--node-ip in $file" "$HOST_IP" "$(arguments | node_ip)" || return
  pid=$(systemctl show kubelet --property=MainPID --value)
  [ "$pid" = 0 ] || expect '--node-ip of the kubelet that runs' "$HOST_IP" "$(node_ip <"/proc/$pid/cmdline")"
}

apply() {
  local others
  others=$(arguments | sed -E -e 's/"//g' -e 's/--node-ip=[^ ]*//g' -e 's/^ +| +$//g')
  {
    if [ -e "$file" ]; then sed '/^KUBELET_EXTRA_ARGS=/d' "$file"; fi
    echo "KUBELET_EXTRA_ARGS=${others:+$others }--node-ip=$HOST_IP"
  } | write_file "$file"
  systemctl try-restart kubelet
}
