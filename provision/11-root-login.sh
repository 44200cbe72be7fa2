# title: See that root may log in with a key
# on: all
# omitted: ssh-copy-id and `ssh node1` log in as root, which the guide takes for granted; a host that does not let root in is told before anything is changed

# sshd's settings for root coming from the control plane, Match blocks included: `keyword value` lines, all in lower case.
policy() { sshd -T -C "user=root,host=$CONTROL_PLANE_FQDN,addr=$CONTROL_PLANE_IP"; }

# values KEYWORD — its values in the policy, one a line.
values() { sed -n "s/^$1 //p" <<<"$settings"; }

# matches NAME… < patterns of sshd_config(5), one a line — whether one of them fits one of the names.
matches() {
  local pattern name
  while read -r pattern; do
    for name; do
      # shellcheck disable=SC2053 # they are patterns
      [[ $name == ${pattern%@*} ]] || continue
      # shellcheck disable=SC2053
      [[ $pattern != *@* || $pattern == */* || $CONTROL_PLANE_IP == ${pattern#*@} || $CONTROL_PLANE_FQDN == ${pattern#*@} ]] && return
    done
  done
  return 1
}

# deny KEYWORD WANTED — refuse for this setting, with the lines that make it.
deny() {
  local lines
  lines=$(grep -Hin "^[[:space:]]*$1[[:space:]=]" /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf 2>/dev/null | paste -s -d ';')
  refuse "sshd does not let root in from $CONTROL_PLANE_NAME ($CONTROL_PLANE_IP): want $1 $2, have $(values "${1,,}" | paste -s -d ' ') (${lines:-its default})" \
    "on $HOST_NAME, change that line, or end /etc/ssh/sshd_config with a block \`Match User root Address $CONTROL_PLANE_IP\` in which $1 is another; then: systemctl reload sshd"
}

# must KEYWORD PATTERN WANTED — one word of the setting is like this; what an older sshd does not have is well.
must() {
  local words
  words=$(values "${1,,}" | tr ' ' '\n')
  [ -z "$words" ] || grep -qxE "$2" <<<"$words" || deny "$1" "$3"
}

check() {
  local settings groups
  settings=$(policy 2>/dev/null) || return 0 # no OpenSSH, or a broken file: whether root gets in is tried out later
  read -r -a groups < <(id -nG root)
  must PermitRootLogin 'yes|prohibit-password|without-password' prohibit-password || return
  must PubkeyAuthentication yes yes || return
  must AuthenticationMethods 'any|publickey' publickey || return
  must AuthorizedKeysFile '(%h/|/root/)?\.ssh/authorized_keys' .ssh/authorized_keys || return
  ! values denyusers | matches root || deny DenyUsers 'without root' || return
  [ -z "$(values allowusers)" ] || values allowusers | matches root || deny AllowUsers 'with root' || return
  ! values denygroups | matches "${groups[@]}" || deny DenyGroups "without ${groups[*]}" || return
  [ -z "$(values allowgroups)" ] || values allowgroups | matches "${groups[@]}" || deny AllowGroups "with ${groups[*]}"
}

# What sshd allows is not for a lab to change.
apply() { check; }
