# title: Name the hosts in /etc/hosts
# on: all
# guide: cat >> /etc/hosts << EOF
# otherwise: the same lines, but not a second time, and no other line may claim the names: with Vagrant's 127.0.1.1 line a host takes itself for the loopback address

wanted() {
  awk '
    BEGIN {
      count = split(ENVIRON["HOSTS"], ours, "\n")
      for (i = 1; i <= count; i++) {
        split(ours[i], word, " ")
        place[ours[i]] = i
        taken[word[2]] = taken[word[3]] = 1 # lower case, as DNS labels of lab.yaml are
      }
    }
    $0 in place { if (!seen[$0]++) print; next }
    /^[[:space:]]*(#|$)/ { print; next }
    {
      kept = $1; names = 0; claims = 0
      for (i = 2; i <= NF && $i !~ /^#/; i++) if (tolower($i) in taken) claims++; else { kept = kept " " $i; names++ }
      if (!claims) print; else if (names) print kept
    }
    END { for (i = 1; i <= count; i++) if (!seen[ours[i]]) print ours[i] }
  ' /etc/hosts
}

# What a name leads to is for /etc/nsswitch.conf to say; the file is only one who is asked.
check() {
  local ip name fqdn word
  wanted | same_as /etc/hosts || return
  while read -r ip name fqdn; do
    for word in "$name" "$fqdn"; do
      expect "$word in /etc/hosts is $ip, by the order of /etc/nsswitch.conf" "$ip" \
        "$(getent ahostsv4 "$word" | awk 'NR == 1 { print $1 }')" || return
    done
  done <<<"$HOSTS"
}

# The file is written in place: where something is mounted over it, it cannot be replaced.
apply() {
  local content
  content=$(wanted)
  printf '%s\n' "$content" >/etc/hosts
}
