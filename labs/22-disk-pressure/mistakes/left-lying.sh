# fails: leftovers left
# en: evicted pods were left in the list
# zh: 被驱逐的 Pod 还留在列表里
# All runs again, so nobody looks at the list any more. The dead pod stays in it, for months.
k() {
  if [[ $1 == delete ]]; then exit 0; fi
  kubectl --namespace "$NAMESPACE" "$@"
}
solution
