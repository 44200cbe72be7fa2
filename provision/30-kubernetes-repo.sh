# title: Add the Kubernetes repository
# on: all
# guide: cat > /etc/yum.repos.d/kubernetes.repo << EOF

file=/etc/yum.repos.d/kubernetes.repo

repo() {
  cat <<EOF
[kubernetes]
name=Kubernetes
baseurl=$KUBERNETES_REPO_BASEURL
enabled=1
gpgcheck=$KUBERNETES_REPO_GPGCHECK
repo_gpgcheck=$KUBERNETES_REPO_REPO_GPGCHECK
gpgkey=$KUBERNETES_REPO_GPGKEY
EOF
}

check() { repo | same_as "$file"; }

apply() { repo | write_file "$file"; }
