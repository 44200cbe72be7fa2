# fails: answers
# The Service is “restarted”: deleted and made again. It gets a new address, while the kubelets tell every pod the old one:
# now nobody would find even a CoreDNS that is well.
kubectl -n kube-system delete service kube-dns
kubectl -n kube-system create -f - <<EOF
apiVersion: v1
kind: Service
metadata:
  name: kube-dns
spec:
  selector: {k8s-app: kube-dns}
  ports:
  - {name: dns, port: 53, protocol: UDP}
  - {name: dns-tcp, port: 53, protocol: TCP}
EOF
