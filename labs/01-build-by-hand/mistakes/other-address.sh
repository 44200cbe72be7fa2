# fails: nodes address
# en: the kubelet took an address of another network
# zh: kubelet 用了另一个网络的地址
# The workers' kubelets have the address of another network of theirs, as it happens with Vagrant: Ready, and yet unreachable.
eval "really_$(declare -f on)"
on() {
  really_on "$@"
  if [[ $1 != "$CONTROL_PLANE" && $2 == *--node-ip=* ]]; then
    # shellcheck disable=SC2016 # for the other host's shell
    really_on "$1" 'ip=$(ip -4 -o address show docker0 | sed -E "s/.* inet ([0-9.]+).*/\1/"); sed -i "s/--node-ip=.*/--node-ip=$ip/" /etc/sysconfig/kubelet'
  fi
}
# The test that comes after would only repeat it.
kubectl() {
  if [[ $* == 'create deployment'* ]]; then exit 0; fi
  command kubectl "$@"
}
solution
