# Helpers of the steps, and what every step can count on. By hand, as root, with the variables that the step names:
#
#   export HOST_FQDN=node1.example.com
#   . provision/lib.sh; . provision/05-hostname.sh; check || apply
#
# `check` reads and says done or not by its status, `apply` changes. Where the control plane hands something to another
# host there is a third function, which runs on the control plane and prints NAME=value lines: `tell` only reads, and
# `check` and `apply` of every host find its values in their environment; `grant` makes secrets for one `apply`, which finds
# them as shell variables that are never exported, so that no other program sees them.

# Programs are read by programs here: no translated messages, the same PATH and HOME whoever called (sudo changes both).
export LC_ALL=C HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# write_file FILE [MODE] < content — whoever reads FILE sees the old content or the new, never a part.
write_file() {
  local new
  mkdir -p "$(dirname "$1")"
  new=$(mktemp "$1.XXXXXX")
  cat >"$new" && chmod "${2:-644}" "$new" && mv -f "$new" "$1"
}

# no WORDS… — the end of a check that does not hold: one line of what it saw and what it wanted.
no() {
  echo "$*"
  return 1
}

# refuse WHY ADVICE — the end of a check on a host that cannot become what the step wants: no step runs anywhere.
refuse() {
  printf '%s\n' "$1" "$2"
  return 78 # EX_CONFIG of sysexits.h
}

# expect WHAT WANTED SEEN — whether they are the same.
expect() { [ "$3" = "$2" ] || no "$1: want $2, have ${3:-nothing}"; }

# same_as FILE < content — whether FILE has just this content; else the first difference is shown.
same_as() {
  local difference
  difference=$(diff "$1" - 2>&1) ||
    no "$1 is another (< is there, > should be): $(grep -m 4 '^[<>d]' <<<"$difference" | paste -s -d ' ')"
}

# service_on UNIT — whether it runs, and starts when the host boots.
service_on() {
  expect "$1 now" active "$(systemctl is-active "$1" 2>&1)" && expect "$1 at boot" enabled "$(systemctl is-enabled "$1" 2>&1)"
}

# installed PACKAGE-VERSION… — whether all of them are.
installed() {
  local package all=0
  for package; do
    rpm -q "$package" >/dev/null || no "packages: want $package, have $(rpm -q "${package%%-[0-9]*}")" || all=1
  done
  return $all
}

# changed_since MOMENT FILE… — the files that were changed after a moment which systemd gives as microseconds since the
# machine booted (…TimestampMonotonic). It is counted back from now, because the clock may have been set since: before
# chrony runs, a virtual machine's may be hours off. A file from the future tells nothing.
changed_since() {
  py - "$@" <<'EOF'
import os, sys, time

now = time.time()
moment = now - time.monotonic() + int(sys.argv[1]) / 1e6
print(*(file for file in sys.argv[2:] if os.path.exists(file) and moment < os.stat(file).st_mtime <= now))
EOF
}

# sysctl_lines KEY… — `file line-number value` of every line that sets a kernel setting, in the order in which they are
# read at boot; the last one wins. Several keys are several names of one setting.
sysctl_lines() {
  local file files
  mapfile -t files < <(
    # In order of their names, whatever folder they are in; a file hides those of the same name in later folders.
    for file in /etc/sysctl.d/*.conf /run/sysctl.d/*.conf /usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf; do
      if [ -e "$file" ]; then echo "${file##*/} $file"; fi
    done | sort -s -u -k 1,1 | cut -d ' ' -f 2-
    if [ -e /etc/sysctl.conf ]; then echo /etc/sysctl.conf; fi
  )
  awk -v keys="$*" '
    BEGIN { split(keys, names, " "); for (i in names) ours[names[i]] }
    /^[[:space:]]*[#;]/ || !/=/ { next }
    {
      gsub(/[[:space:]]/, ""); sub(/^-/, "")
      key = $0; sub(/=.*/, "", key); gsub("/", ".", key)
      value = $0; sub(/^[^=]*=/, "", value)
      if (key in ours) print FILENAME, FNR, value
    }' "${files[@]}" /dev/null
}

# after_boot KEY… — the value that a kernel setting has after the next boot, as far as files say.
after_boot() { sysctl_lines "$@" | tail -n 1 | cut -d ' ' -f 3; }

# sysctl_on KEY… — whether a kernel setting is 1, now and after a boot.
sysctl_on() {
  local file line value
  expect "$1 now" 1 "$(sysctl -n "$1" 2>&1)" || return
  read -r file line value < <(sysctl_lines "$@" | tail -n 1)
  expect "$1 after a boot${file:+, by line $line of $file}" 1 "$value"
}

# keep_sysctl_on KEY… — comment out the lines that would have the last word against a 1 that is set before, and say so.
keep_sysctl_on() {
  local file line value
  while read -r file line value < <(sysctl_lines "$@" | tail -n 1) && [ "$value" != 1 ]; do
    echo "$file, line $line, is commented out, or $1 would be $value after a boot"
    sed -i --follow-symlinks "${line}s/^/# taken out by kube-classroom: /" "$file"
  done
}

# root_keys — the names that ssh tries by itself for root's private key, in this order.
root_keys() { printf '%s\n' /root/.ssh/id_rsa /root/.ssh/id_ecdsa /root/.ssh/id_ed25519; }

# public_half KEY — the type and the key itself, without a comment; fails where the key does not open without a passphrase.
public_half() { ssh-keygen -y -P '' -f "$1" 2>/dev/null </dev/null | cut -d ' ' -f 1,2; }

# root_key — the first of root's keys that opens without a passphrase.
root_key() {
  local key
  for key in $(root_keys); do
    if [ -n "$(public_half "$key")" ]; then
      echo "$key"
      return
    fi
  done
  return 1
}

# ssh_to NAME — the full name of the host that answers to root there, or why none does.
ssh_to() {
  ssh -n -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=yes -o LogLevel=ERROR "root@$1" uname -n 2>&1 | tail -n 1
}

# wait_until SECONDS COMMAND… — try once a second; when time is up, the command's own words say why.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= deadline)); then
      "$@"
      return
    fi
    sleep 1
  done
}

# py … — Python 3; EL8 has one for its own tools even where python3 is not installed.
py() {
  if command -v python3 >/dev/null; then python3 "$@"; else /usr/libexec/platform-python "$@"; fi
}

# yum_install PACKAGE… — three tries: a mirror may hiccup, another yum may hold the lock of the rpm database,
# and a yum that was killed may have left the database or the cached metadata broken.
yum_install() {
  local try
  for try in 1 2 3; do
    # yum asks a mirror four times for a file, and waits so many seconds for one that sends next to nothing.
    yum -y --setopt=timeout=20 install "$@" && return
    ((try == 3)) && break
    rpm -q bash >/dev/null 2>&1 || rpm --rebuilddb
    yum clean metadata
    sleep 5
  done
  # Not all that yum says about a mirror says which one.
  echo "yum was looking at $(sed -n 's/^baseurl *= *//p' /etc/yum.repos.d/*.repo | sort -u | paste -s -d ' ')"
  return 1
}

# fqdns — the full name of every host of the lab, one a line.
fqdns() { awk '{ print $3 }' <<<"$HOSTS"; }

# kube … — kubectl as the cluster's administrator; on the control plane.
kube() { kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=10s "$@"; }

# kubeadm_reset — undo a half-done init or join on this host, and what `kubeadm reset` leaves behind:
# a cni0 with the address of an earlier cluster keeps pods from starting.
kubeadm_reset() {
  timeout 180 kubeadm reset -f
  rm -rf /etc/cni/net.d/*
  local link
  for link in cni0 flannel.1; do
    if [ -e "/sys/class/net/$link" ]; then ip link delete "$link"; fi
  done
}
