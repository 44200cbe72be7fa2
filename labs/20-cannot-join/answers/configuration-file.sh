# A JoinConfiguration, with a token that is good for a day, and the hash worked out by hand from the cluster's certificate.
token=$(kubeadm token create)
hash=$(openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt | openssl pkey -pubin -outform der | sha256sum | cut -d ' ' -f 1)
# shellcheck disable=SC2087 # its variables are this side's
ssh -o BatchMode=yes "root@$WORKER_2" 'cat >/root/join.yaml && kubeadm join --config /root/join.yaml && rm /root/join.yaml' <<EOF
apiVersion: kubeadm.k8s.io/v1beta2
kind: JoinConfiguration
discovery:
  bootstrapToken:
    apiServerEndpoint: $CONTROL_PLANE_IP:6443
    token: $token
    caCertHashes: ["sha256:$hash"]
EOF
kubectl wait node "$WORKER_2_NODE" --for=condition=Ready --timeout=120s
k rollout status daemonset/page --timeout=120s
