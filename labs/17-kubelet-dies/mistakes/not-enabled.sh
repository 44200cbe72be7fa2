# fails: lasts boot
# en: a service was started and not enabled
# zh: 服务启动了，但没有设置为随开机启动
# The kubelet was turned off, so that it does not fill the journal, and was only started in the end.
on "$WORKER_1" systemctl disable --now kubelet
solution
