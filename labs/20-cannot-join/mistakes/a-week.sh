# fails: tokens long
# en: there is a token that is good for more than a day
# zh: 有一个有效期超过一天的令牌
# More workers are to come this week.
kubeadm() {
  if [[ $* == 'token create'* ]]; then command kubeadm token create --ttl 168h --print-join-command; else command kubeadm "$@"; fi
}
solution
