# fails: headless virtual
# en: the Service has a virtual address in front of the members
# zh: Service 在成员前面加了一个虚拟地址
# A Service as one knows it. Its name leads to an address in front of the members, and from there to any of them.
k() {
  # To replace the members comes later, when they are what they should be.
  if [ "$1" = scale ]; then exit; fi
  if [ "$1" = apply ]; then sed '/clusterIP: None/d'; fi | kubectl --namespace "$NAMESPACE" "$@"
}
solution
