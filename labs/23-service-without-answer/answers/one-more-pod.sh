# The selector by kubectl set, and the shop with three pods, a program beside each.
k set selector service shop deployment=shop,app=shop
k patch deployment shop --patch "{\"spec\": {\"replicas\": 3, \"template\": {\"spec\": {\"containers\": [
  {\"name\": \"aside\", \"image\": \"$IMAGE_BUSYBOX\", \"imagePullPolicy\": \"IfNotPresent\", \"command\": [\"sleep\", \"1000000\"]}]}}}}"
k rollout status deployment/shop --timeout=120s
