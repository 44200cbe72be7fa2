# fails: kubelet
# systemctl reports no error, so it is taken for done.
on "$WORKER_1" systemctl enable --now kubelet
