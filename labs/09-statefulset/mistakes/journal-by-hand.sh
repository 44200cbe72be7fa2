# fails: memory written
# en: the members were never replaced, their journals were written by somebody else
# zh: 成员从未被替换过，日志是别人写的
# What an earlier pod would have written is written by hand.
k() {
  if [ "$1" = scale ]; then exit; fi
  kubectl --namespace "$NAMESPACE" "$@"
}
solution
for member in db-2 db-1 db-0; do
  k exec "$member" -- sh -c "sed -i '1i 2021-01-01T08:00:00 $member 10.244.9.9 comes' /data/journal; date '+%FT%T $member 10.244.9.9 goes' >> /data/journal; sleep 2"
done
