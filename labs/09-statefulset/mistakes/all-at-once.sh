# fails: shrinking otherwise
# en: the members were deleted together, or one for itself: that keeps no order
# zh: 成员是一起删除的，或者只单独删除过：这样不保证顺序
# Replaced by deleting their pods. New ones come one after another, but the old ones all go at once.
k() {
  case $1 in
  scale) if [[ $* == *=0 ]]; then kubectl --namespace "$NAMESPACE" delete pod db-0 db-1 db-2; fi ;;
  *) kubectl --namespace "$NAMESPACE" "$@" ;;
  esac
}
wait_until() { :; } # nobody waits until there are none
solution
