# The drop-in goes, the file stays; the link that enables a service is made by hand. The pods begin anew.
# shellcheck disable=SC2016 # for the other host's shell
on "$WORKER_1" '
  rm /etc/systemd/system/kubelet.service.d/20-maintenance.conf
  ln -s "$(systemctl show kubelet --property=FragmentPath --value)" /etc/systemd/system/multi-user.target.wants/kubelet.service
  systemctl daemon-reload
  systemctl start kubelet'
kubectl wait node "$WORKER_1_NODE" --for=condition=Ready --timeout=120s
k rollout restart deployment/archive
k rollout status deployment/archive --timeout=120s
