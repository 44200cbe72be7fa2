# fails: history newest
# en: the last runs were deleted, and older ones kept
# zh: 最近的运行被删除了，留下的是更早的
# The first failed run in the list is kept, the later one deleted. The number is right.
failed=$(k get jobs -o jsonpath='{range .items[*]}{.metadata.name} {.status.conditions[0].type}{"\n"}{end}' | awk '$2 == "Failed" { name = $1 } END { print name }')
k delete job "$failed"
wait_until() { exit; } # the next full minute is not waited for
solution
