# fails: history limits
# en: the limits keep another number of runs than was ordered
# zh: 上限保留的数目不是要求的
# The list looks as it should. In two hours it is as long as before.
k() {
  local words=("${@/successfulJobsHistoryLimit: 2/}")
  kubectl --namespace "$NAMESPACE" "${words[@]/failedJobsHistoryLimit: 1/}"
}
k delete jobs "$(k get jobs -o jsonpath='{.items[0].metadata.name}')" "$(k get jobs -o jsonpath='{.items[1].metadata.name}')"
wait_until() { exit; } # the next full minute is not waited for
solution
