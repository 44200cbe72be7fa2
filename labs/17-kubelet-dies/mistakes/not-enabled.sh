# fails: lasts
# The kubelet was turned off, so that it does not fill the journal, and was only started in the end.
on "$WORKER_1" systemctl disable --now kubelet
solution
