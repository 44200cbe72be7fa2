# title: Make a key pair for root
# on: control-plane
# provides: root-key
# guide: ssh-keygen -t rsa
# otherwise: without questions: no passphrase, the default file; a key that is there already is used, or left alone where it has a passphrase

published() { [ "$(cut -d ' ' -f 1,2 "$1.pub" 2>/dev/null)" = "$(public_half "$1")" ]; }

check() {
  local key
  key=$(root_key) || no "want one of $(root_keys | paste -s -d ' ') that opens without a passphrase, have none" || return
  published "$key" || no "$key.pub is missing, or is not the public half of $key"
}

apply() {
  local key
  if [ ! -e /root/.ssh ]; then install -d -m 700 /root/.ssh; fi
  for key in $(root_keys); do
    if [ ! -e "$key" ]; then continue; fi
    if [ ! -s "$key" ]; then rm "$key"; continue; fi # of a killed ssh-keygen
    chmod go= "$key" # ssh uses no key that others can read
    if [ -z "$(public_half "$key")" ]; then echo "$key is left alone: it has a passphrase, or is no private key"; fi
  done
  key=$(root_key) || make_key
  if [ -z "$key" ]; then key=$(root_key); fi
  if published "$key"; then return; fi
  if [ -e "$key.pub" ]; then mv "$key.pub" "$key.pub.before"; fi
  echo "$(public_half "$key") root@$CONTROL_PLANE_FQDN" | write_file "$key.pub"
}

# A private key is never overwritten: the first name that is free is taken.
make_key() {
  local key type
  for key in $(root_keys); do
    if [ -e "$key" ]; then continue; fi
    type=${key##*_}
    rm -f "$key.new" "$key.new.pub"
    ssh-keygen -q -t "$type" -N '' -C "root@$CONTROL_PLANE_FQDN" -f "$key.new"
    mv "$key.new" "$key"
    rm "$key.new.pub"
    return
  done
  no 'all names that ssh tries are taken by keys with a passphrase: take it off one (ssh-keygen -p -f FILE), or move one away'
}
