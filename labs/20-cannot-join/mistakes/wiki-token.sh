# fails: tokens forever
# en: there is a token that never expires
# zh: 有一个永不过期的令牌
# So that the wiki is right again, its token is made once more, and this time for ever.
kubeadm() {
  if [[ $* == 'token create'* ]]; then
    command kubeadm token create dt63lv.vas53zh1hhurw1qz --ttl 0 --print-join-command
  else
    command kubeadm "$@"
  fi
}
solution
