# title: Remove podman, buildah and runc
# on: all
# omitted: CentOS 8 may bring podman, whose runc conflicts with the one inside containerd.io: yum would refuse to install Docker
# timeout: 300

conflicting=(podman buildah runc)

check() {
  local there
  there=$(rpm -qa "${conflicting[@]}")
  [ -z "$there" ] || no "installed: $(paste -s -d ' ' <<<"$there")"
}

apply() { yum -y remove "${conflicting[@]}"; }
