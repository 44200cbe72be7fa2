# fails: history fewer
# en: runs that were to be kept were deleted, perhaps with the CronJob
# zh: 该保留的运行被删除了，也许是连同 CronJob 一起
# Deleted, and applied again from a manifest that is right in every field. The runs that were to be kept went with the old one.
wait_until() { exit; } # the next full minute is not waited for
solution
manifest=$(k get cronjob report -o yaml | sed -E '/^  (uid|resourceVersion):/d')
k delete cronjob report
k create -f - <<<"$manifest"
