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
        taken[word[2]] = taken[word[3]] = 1
      }
    }
    $0 in place { if (!seen[$0]++) print; next }
    /^[[:space:]]*(#|$)/ { print; next }
    {
      kept = $1; names = 0; claims = 0
      for (i = 2; i <= NF && $i !~ /^#/; i++) if ($i in taken) claims++; else { kept = kept " " $i; names++ }
      if (!claims) print; else if (names) print kept
    }
    END { for (i = 1; i <= count; i++) if (!seen[ours[i]]) print ours[i] }
  ' /etc/hosts
}

check() { wanted | cmp -s - /etc/hosts; }

# The file is written in place: where something is mounted over it, it cannot be replaced.
apply() {
  local content
  content=$(wanted)
  printf '%s\n' "$content" >/etc/hosts
}
