# fails: next-pod waiting
# en: the Deployment was mended while it was paused, and nobody has resumed it
# zh: Deployment 是在暂停时改好的，之后没有人让它继续
# So that nothing happens by itself meanwhile. The pods of today are then helped along by hand.
k rollout pause deployment/greeter
k set image deployment/greeter page="$IMAGE_BUSYBOX" web="$IMAGE_BUSYBOX"
k set image pods --selector=app=greeter page="$IMAGE_BUSYBOX" web="$IMAGE_BUSYBOX"
three_ready() { [ "$(k get deployment greeter -o jsonpath='{.status.readyReplicas}')" = 3 ]; }
wait_until 120 three_ready
