# title: Take CentOS packages from the vault
# on: all
# omitted: CentOS 8 ended in 2021 and mirrorlist.centos.org has no address since July 2024; without this no yum command of the guide works

# Repositories that are not CentOS's own (Rocky, Alma, EPEL) are left alone.
repos() { find /etc/yum.repos.d -name 'CentOS-*.repo'; }

# The repository file $1 as it should be.
wanted() {
  local release=8.5.2111
  case $1 in */CentOS-Stream-*) release=8-stream ;; esac
  sed -E \
    -e 's|^mirrorlist=(.*mirrorlist\.centos\.org)|#mirrorlist=\1|' \
    -e "s|^#?baseurl=.*/([A-Za-z]+)/[$]basearch/os/?\$|baseurl=$CENTOS_VAULT/$release/\\1/\$basearch/os/|" "$1"
}

check() {
  local file
  for file in $(repos); do
    wanted "$file" | same_as "$file" || return
  done
}

apply() {
  local file
  for file in $(repos); do wanted "$file" | write_file "$file"; done
}
