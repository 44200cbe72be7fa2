# title: Authorise root's key of the control plane
# on: all
# needs: root-key
# provides: root-key-authorised
# guide: ssh-copy-id master
# guide: ssh-copy-id node1
# guide: ssh-copy-id node2
# otherwise: ssh-copy-id asks for the password of each host; the public key is carried over by whoever runs this step

home=/root
keys=$(readlink -m "$home/.ssh/authorized_keys") # it or its folder may be a link
mark=kube-classroom:root@$CONTROL_PLANE_FQDN     # the comment of the line that is ours

# Type and key, without a comment.
tell() { echo "ROOT_PUBLIC_KEY=$(public_half "$(root_key)")"; }

# sshd takes the first line that has the key, and options before the key may forbid nearly everything.
authorised() {
  awk -v key="$ROOT_PUBLIC_KEY" '
    BEGIN { split(key, want, " ") }
    !/^[[:space:]]*#/ { for (i = 1; i <= NF; i++) if ($i == want[2]) { found = 1; plain = i == 2 && $1 == want[1]; exit } }
    END { exit !(found && plain) }
  ' "$keys" 2>/dev/null
}

# What keeps sshd from reading the file: it, and each folder up to root's home, must be root's and writable by nobody else.
open_to_others() {
  local path=$keys
  while [ -e "$path" ]; do
    find "$path" -maxdepth 0 \( ! -uid "$EUID" -o -perm /022 \) -printf '%p of %u, mode %m\n'
    case $path in "$home" | /) break ;; esac
    path=$(dirname "$path")
  done
}

check() {
  local open
  [ -n "${ROOT_PUBLIC_KEY:-}" ] || no 'root of the control plane has no key yet' || return
  authorised || no "$keys: want a line that begins with the control plane's ${ROOT_PUBLIC_KEY:0:40}…, have none" || return
  open=$(open_to_others)
  [ -z "$open" ] || no "sshd reads the key only where nobody but root can write, unlike $(paste -s -d ';' <<<"$open")"
}

apply() {
  local path
  if [ ! -e "$(dirname "$keys")" ]; then install -d -m 700 "$(dirname "$keys")"; fi
  if ! authorised; then
    {
      echo "$ROOT_PUBLIC_KEY $mark"
      if [ -e "$keys" ]; then sed "/ $mark\$/d" "$keys"; fi # the key of a control plane that is gone
    } | write_file "$keys" 600
  fi
  open_to_others | while read -r path _; do
    echo "$path: from now on nobody but its owner can write there"
    chmod go-w "$path"
  done
}
