# title: Add the Docker repository
# on: all
# guide: cat > /etc/yum.repos.d/docker-ce.repo << EOF

file=/etc/yum.repos.d/docker-ce.repo

repo() {
  cat <<EOF
[Docker-ce]
name=Docker-ce
baseurl=$DOCKER_REPO_BASEURL
enabled=1
gpgcheck=$DOCKER_REPO_GPGCHECK
repo_gpgcheck=$DOCKER_REPO_REPO_GPGCHECK
gpgkey=$DOCKER_REPO_GPGKEY
EOF
}

check() { repo | same_as "$file"; }

apply() { repo | write_file "$file"; }
