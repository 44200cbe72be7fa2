# title: Join the cluster
# on: worker
# needs: control-plane-ready
# provides: workers-joined
# guide: kubeadm join 192.168.207.131:6443 --token dt63lv.vas53zh1hhurw1qz --discovery-token-ca-cert-hash sha256:041af3cde7a184783d7ac5b01cf39ceddad21508c99b746dc3819b2fccb34948
# otherwise: the token is made when it is needed, lives ten minutes and reaches kubeadm through a pipe, so that neither a process list nor a file shows it
# timeout: 600
# retries: 3

# The kubelet's own credentials: they tell whether the cluster that it knows still knows it.
member() { kubectl --kubeconfig /etc/kubernetes/kubelet.conf --request-timeout=10s get node "$HOST_FQDN" -o name; }

check() {
  [ -s /etc/kubernetes/kubelet.conf ] || no 'this host has not joined: there is no /etc/kubernetes/kubelet.conf' || return
  expect 'kubelet now' active "$(systemctl is-active kubelet)" && member
}

grant() {
  local words
  read -r -a words < <(kubeadm token create --ttl 10m --print-join-command 2>/dev/null)
  echo "JOIN_TOKEN=${words[4]}"
  echo "CA_CERT_HASH=${words[6]}"
}

configuration() {
  cat <<EOF
apiVersion: kubeadm.k8s.io/v1beta2
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: $CONTROL_PLANE_IP:6443
    token: $JOIN_TOKEN
    caCertHashes: ["$CA_CERT_HASH"]
EOF
}

apply() {
  # Without the API nothing can be known about this host's membership, and nothing may be undone.
  wait_until 60 curl --silent --show-error --fail --insecure --max-time 5 "https://$CONTROL_PLANE_IP:6443/healthz"
  if [ -s /etc/kubernetes/kubelet.conf ] && member; then
    systemctl restart kubelet
    return
  fi
  if [ -n "$(ls -A /etc/kubernetes/*.conf /etc/kubernetes/pki 2>/dev/null)" ]; then kubeadm_reset; fi
  # The cluster takes a node that vanished for Ready for 40 s more, and no other of its name: hence the tries.
  configuration | kubeadm join --config /dev/stdin || { sleep 15; return 1; }
}
