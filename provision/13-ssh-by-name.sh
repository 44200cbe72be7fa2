# title: Reach every host by name without a password
# on: control-plane
# needs: root-key-authorised
# provides: ssh-by-name
# retries: 2
# omitted: ssh-copy-id also asks whether each host's key may be trusted; here the keys are fetched, and all hosts are tried

names() { awk '{ print $2 }' <<<"$HOSTS"; }

check() {
  local name pid failed=0 pids=()
  for name in $(names); do
    ssh -n -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=yes "root@$name" true &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
  return $failed
}

apply() {
  local known=/root/.ssh/known_hosts scanned name
  # Each key under every name of its host: `address name,fqdn,address` is ssh-keyscan's way to say so.
  scanned=$(awk '{ print $1, $2 "," $3 "," $1 }' <<<"$HOSTS" | ssh-keyscan -T 5 -f -)
  touch "$known"
  for name in $HOSTS; do ssh-keygen -R "$name" -f "$known"; done
  printf '%s\n' "$scanned" >>"$known"
}
