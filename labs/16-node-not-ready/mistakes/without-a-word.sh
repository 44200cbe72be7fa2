# fails: kubelet condition
# en: the kubelet was told to start, and what keeps systemd from doing it is still there
# zh: 执行了启动 kubelet 的命令，而阻止 systemd 启动它的东西还在
# systemctl reports no error, so it is taken for done.
on "$WORKER_1" systemctl enable --now kubelet
