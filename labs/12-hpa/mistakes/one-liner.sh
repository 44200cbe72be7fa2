# fails: window long
# en: the HPA waits longer than half a minute before it takes pods away
# zh: HPA 在减少 Pod 之前等待的时间超过半分钟
# The short way. It has no word for the five minutes of quiet after which pods go.
k set resources deployment web --requests=cpu=50m --limits=cpu=200m
k autoscale deployment web --min=1 --max=3 --cpu-percent=50
k rollout status deployment/web --timeout=120s
