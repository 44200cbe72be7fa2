# title: Remove podman, buildah and runc
# on: all
# omitted: CentOS 8 may bring podman, whose runc conflicts with the one inside containerd.io: yum would refuse to install Docker
# timeout: 300

conflicting=(podman buildah runc)

check() { [ -z "$(rpm -qa "${conflicting[@]}")" ]; }

apply() { yum -y remove "${conflicting[@]}"; }
