# title: Take CentOS packages from the vault
# on: all
# omitted: CentOS 8 ended in 2021 and mirrorlist.centos.org has no address since July 2024; without this no yum command of the guide works

# Repositories that are not CentOS's own (Rocky, Alma, EPEL) are left alone.
repos() { find /etc/yum.repos.d -name 'CentOS-*.repo'; }

# Lines in use that name a mirror which is gone, or another place than $CENTOS_VAULT.
stale() {
  repos | xargs -r grep -HE '^mirrorlist=.*mirrorlist\.centos\.org|^baseurl=.*/[$]basearch/os/?$' |
    grep -vF ":baseurl=$CENTOS_VAULT/"
}

check() { ! stale; }

apply() {
  local file release
  repos | while read -r file; do
    case $file in
      *Stream*) release=8-stream ;;
      *) release=8.5.2111 ;;
    esac
    sed -E -i \
      -e 's|^mirrorlist=|#mirrorlist=|' \
      -e "s|^#?baseurl=.*/([A-Za-z]+)/\\\$basearch/os/?\$|baseurl=$CENTOS_VAULT/$release/\\1/\$basearch/os/|" "$file"
  done
}
