# title: Install Docker
# on: all
# guide: yum -y install docker-ce
# otherwise: the version is pinned: the newest docker-ce is 26, and since 25 the kubelet of 1.20 cannot read image ids (moby#47215)
# timeout: 1200

packages=("docker-ce-$DOCKER_VERSION" "docker-ce-cli-$DOCKER_VERSION" containerd.io)

check() { installed "${packages[@]}"; }

apply() { yum_install "${packages[@]}"; }
