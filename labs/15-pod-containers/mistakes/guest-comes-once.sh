# fails: localhost seldom
# en: the guest does not come again and again
# zh: guest 没有反复来取
# One visit, when the pod starts, and then nothing more. (Web may be later than the guest, so it tries until it has the page.)
k() {
  if [ "$1" = apply ]; then
    sed "s|'while true; do wget.*'|'until wget -q -O - http://localhost/; do sleep 1; done; sleep 1000000'|"
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
# Until the check sees that it was not the first of many.
sleep 5
