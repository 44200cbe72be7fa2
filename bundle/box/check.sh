#!/bin/bash
# Runs inside the finished root file system, before it becomes a box: what must be so for a host made from it to be of use.
# Every failure is said; the exit code is their number.
# The functions below are called by name, through expect.
# shellcheck disable=SC2317
set -uo pipefail
failures=0

expect() {
  local what=$1
  shift
  if output=$("$@" 2>&1); then return; fi
  printf 'not so: %s\n  %s: %s\n' "$what" "$*" "${output:-(no output)}" >&2
  failures=$((failures + 1))
}
says() { local text=$1; shift; "$@" 2>&1 | grep -qF -- "$text"; }
absent() { [ ! -e "$1" ]; }
sshd_accepts_its_configuration() {
  local code=0
  mkdir -p /run/sshd
  ssh-keygen -q -t ed25519 -N '' -f /tmp/key
  sshd -t -h /tmp/key || code=$?
  rm -r /tmp/key* /run/sshd
  return "$code"
}
enabled() { [ "$(systemctl is-enabled "$1")" = enabled ]; }

expect 'dnf works'                                  dnf --version
expect 'yum is dnf'                                 yum --version
expect 'dnf takes this for release 8'               python3 -c 'import dnf.rpm; assert dnf.rpm.detect_releasever("/") == "8"'
expect 'the release package is there'               rpm --query centos-linux-release
expect 'podman and runc are in the way of Docker'   rpm --query podman runc
expect 'the rpm database has no errors'             rpm --verify --all --nomtime
expect 'this says that it is a stand-in'            grep -q 'EL8 stand-in' /etc/os-release /etc/redhat-release
expect 'SELinux is configured as enforcing'         grep -qx 'SELINUX=enforcing' /etc/selinux/config
expect 'getenforce tells the truth'                 says Disabled getenforce
expect 'fstab has a swap line'                      grep -qE '^[^#].*[[:space:]]swap[[:space:]]' /etc/fstab
expect 'firewalld starts at boot'                   enabled firewalld.service
expect 'sshd starts at boot'                        enabled ssh.service
expect 'the name server is written at boot'         enabled network.service
expect 'cgroup controllers are mounted at boot'     enabled cgroup-v1.service
expect 'a reboot has a boot id of its own'            enabled boot-id.service
expect 'host keys are not shared'                   absent /etc/ssh/ssh_host_ed25519_key
expect 'the machine id is not shared'               [ ! -s /etc/machine-id ]
expect 'nothing sets sysctls of the machine below'  [ -z "$(cat /usr/lib/sysctl.d/* /etc/sysctl.d/* /etc/sysctl.conf 2> /dev/null)" ]
expect 'sudo asks vagrant for no password'          sudo -u vagrant sudo -n true
expect 'the sshd configuration is valid'            sshd_accepts_its_configuration
expect 'the OCI wrapper has what it needs'          jq --version
for tool in conntrack curl ebtables ethtool firewall-cmd hostnamectl ip iptables less modprobe ping python3 socat ssh ssh-copy-id ssh-keygen sysctl tc vi; do
  expect "$tool is there"                           command -v "$tool"
done
for iptables in iptables ip6tables ebtables; do
  expect "$iptables writes nftables"                says nf_tables "$iptables" --version
done
exit "$failures"
