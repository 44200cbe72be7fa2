# fails: history
# The list looks as it should. In two hours it is as long as before.
k delete jobs "$(k get jobs -o jsonpath='{.items[0].metadata.name}')" "$(k get jobs -o jsonpath='{.items[1].metadata.name}')"
k patch cronjob report --patch '
spec:
  schedule: "* * * * *"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 30
  suspend: false
'
