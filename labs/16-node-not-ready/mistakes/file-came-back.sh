# fails: boot held
# en: the kubelet runs, and the file that will hold it back is there again
# zh: kubelet 在运行，而会阻止它启动的文件又出现了
# The file was only moved away for the start, and belongs where it was.
on "$WORKER_1" '
  mv /etc/maintenance /etc/maintenance.aside
  systemctl enable --now kubelet
  mv /etc/maintenance.aside /etc/maintenance'
k rollout status deployment/archive --timeout=120s
