# title: Reach every host by name without a password
# on: control-plane
# needs: root-key-authorised
# provides: ssh-by-name
# retries: 2
# omitted: ssh-copy-id also asks whether each host's key may be trusted; here the keys are fetched, and all hosts are tried

check() {
  local name fqdn pid failed=0 pids=()
  while read -r _ name fqdn; do
    expect "ssh $name" "$fqdn" "$(ssh_to "$name")" &
    pids+=($!)
  done <<<"$HOSTS"
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return $failed
}

# Where sshd listens on another port than 22, ssh has to be told: in a file of our own, which root's ssh config includes.
port_for_ssh() {
  local own=/root/.ssh/kube-classroom.conf config
  config=$(readlink -m /root/.ssh/config)
  if [ "$SSH_PORT" = 22 ]; then
    rm -f "$own"
    return
  fi
  printf 'Host %s\n  Port %s\n' "${HOSTS//$'\n'/ }" "$SSH_PORT" | write_file "$own" 600
  if grep -qsxF "Include $own" "$config"; then return; fi
  {
    echo "Include $own" # at the top, for below a Host line it would be about that host only
    if [ -e "$config" ]; then cat "$config"; fi
  } | write_file "$config" 600
}

apply() {
  local known=/root/.ssh/known_hosts scanned name
  port_for_ssh
  # Each key under every name of its host: `address name,fqdn,address` is ssh-keyscan's way to say so.
  scanned=$(awk '{ print $1, $2 "," $3 "," $1 }' <<<"$HOSTS" | ssh-keyscan -p "$SSH_PORT" -T 5 -f -)
  touch "$known"
  for name in $HOSTS; do
    if [ "$SSH_PORT" != 22 ]; then name="[$name]:$SSH_PORT"; fi
    ssh-keygen -R "$name" -f "$known"
  done
  printf '%s\n' "$scanned" >>"$known"
}
