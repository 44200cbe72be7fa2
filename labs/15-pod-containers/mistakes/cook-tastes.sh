# fails: prepared untasted
# en: the taster has nothing to do with the page
# zh: taster 和页面没有关系
# The cook writes both lines, and takes his time; the taster is there for show.
k() {
  if [ "$1" = apply ]; then
    sed -e 's|echo "noodle soup" > /page/index.html|(echo noodle soup; echo tasted: noodle soup) > /page/index.html; sleep 2|' \
      -e "s|'dish=.*'|'true'|"
  fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
