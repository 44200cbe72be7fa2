# fails: localhost other
# en: the guest prints something else than the page
# zh: guest 打印的不是那个页面
# It does ask at localhost, and throws the answer away: what it prints was written down beforehand. And nobody has noticed
# that the page is where web does not look for it.
k() {
  if [ "$1" = apply ]; then
    sed -e "s|'while true; do wget.*'|'while true; do wget -q -O /dev/null http://localhost/; echo noodle soup; echo tasted: noodle soup; sleep 2; done'|" \
      -e 's|/page/index.html|/page/dish.html|g'
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
