# title: Turn swap off
# on: all
# guide: vim /etc/fstab
# otherwise: an editor waits for a person; the swap lines are commented out by sed, and swap is turned off now as well, since the kubelet looks at what is in use

fstab_swap='^[[:space:]]*[^#[:space:]][^[:space:]]*[[:space:]]+[^[:space:]]+[[:space:]]+swap([[:space:]]|$)'

# In a container /proc/swaps shows the swap of the machine around it, which is not this host's to turn off.
in_use() { ! systemd-detect-virt --quiet --container && [ "$(wc -l </proc/swaps)" -gt 1 ]; }

check() {
  ! grep -E "$fstab_swap" /etc/fstab || no 'want no swap in /etc/fstab, have these lines' || return
  ! in_use || no "want no swap in use, have $(tail -n +2 /proc/swaps | cut -d ' ' -f 1 | paste -s -d ' ')"
}

apply() {
  sed -E -i "/$fstab_swap/s/^/# /" /etc/fstab
  systemctl daemon-reload # forgets the units that it made from the lines
  if in_use; then swapoff --all; fi
}
