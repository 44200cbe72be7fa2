#!/bin/bash
# Runs inside a copy of the finished root file system, which is thrown away: installs from the bundle's repositories (in /www) what
# the guide installs in every host, meets the traps that are laid there, and looks for every library. No network.
# In the environment: VAULT, DOCKER, KUBERNETES, CNI, CRI_TOOLS, the versions to expect.
set -euo pipefail

fail() { printf 'rehearsal: %s\n' "$@" >&2; exit 1; }
install() { yum --assumeyes install "$@" 2>&1; }
installed() { rpm --query "$@" > /dev/null || fail "not installed: $*"; }

# CentOS 8 as it is found: its mirrors are gone.
if output=$(install chrony); then fail 'chrony could be installed from a repository that does not exist'; fi
[[ $output == *mirrorlist.centos.org* ]] || fail 'the dead mirror list is not what dnf complains about:' "$output"
sed -i -e 's/^mirrorlist=/#mirrorlist=/' -e "s,^#baseurl=http://mirror.centos.org/\$contentdir/\$releasever,baseurl=file:///www/centos-vault/$VAULT," \
  /etc/yum.repos.d/CentOS-Linux-*.repo
install chrony

cat > /etc/yum.repos.d/docker-ce.repo << 'REPO'
[Docker-ce]
name=Docker-ce
baseurl=file:///www/docker-ce/linux/centos/8/x86_64/stable/
enabled=1
gpgcheck=1
repo_gpgcheck=1
gpgkey=file:///www/docker-ce/linux/centos/gpg
REPO
cat > /etc/yum.repos.d/kubernetes.repo << 'REPO'
[kubernetes]
name=Kubernetes
baseurl=file:///www/kubernetes/yum/repos/kubernetes-el7-x86_64
enabled=1
gpgcheck=1
repo_gpgcheck=1
gpgkey=file:///www/kubernetes/yum/doc/yum-key.gpg file:///www/kubernetes/yum/doc/rpm-package-key.gpg
REPO

# Docker beside podman, Docker without a version, Docker as it works.
if output=$(install "docker-ce-$DOCKER"); then fail 'Docker could be installed beside podman'; fi
[[ $output == *'conflicts with runc'* ]] || fail 'podman is not what dnf complains about:' "$output"
yum --assumeyes remove podman runc
output=$(yum --assumeno install docker-ce 2>&1 || true)
[[ $output == *26.1.3* ]] || fail 'docker-ce without a version is not the newest:' "$output"
install "docker-ce-$DOCKER" "docker-ce-cli-$DOCKER" containerd.io
installed "docker-ce-$DOCKER" "docker-ce-cli-$DOCKER" containerd.io

# Kubernetes without the versions of what comes with it, and with them.
tools=("kubelet-$KUBERNETES" "kubeadm-$KUBERNETES" "kubectl-$KUBERNETES")
output=$(yum --assumeno install "${tools[@]}" 2>&1 || true)
[[ $output == *kubernetes-cni*1.2.0* && $output == *cri-tools*1.26.0* ]] || fail 'the newest kubernetes-cni and cri-tools are not what comes along:' "$output"
tools+=("kubernetes-cni-$CNI" "cri-tools-$CRI_TOOLS")
install "${tools[@]}"
installed "${tools[@]}"
[ -x /opt/cni/bin/flannel ] || fail 'kubernetes-cni has no plugin flannel'

# The programs were linked elsewhere; a missing library shows only when they start.
rpm --query --all --list | while read -r file; do
  if [ ! -f "$file" ] || [ ! -x "$file" ]; then continue; fi
  missing=$(ldd "$file" 2> /dev/null | grep 'not found' || true)
  [ -z "$missing" ] || fail "$file lacks $missing"
done
dockerd --version
containerd --version
runc --version
docker --version
chronyd --version
kubeadm version --output short
kubelet --version
for unit in docker.service containerd.service kubelet.service chronyd.service; do
  systemctl enable "$unit" || fail "$unit cannot be enabled"
done
