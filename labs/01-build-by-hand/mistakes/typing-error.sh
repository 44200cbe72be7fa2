# fails: nginx nowhere
# en: the Service with the NodePort selects no pod of nginx
# zh: 开放 NodePort 的 Service 没有选中 nginx 的 Pod
# The Service is written by hand, with the name of the image where the label was meant.
kubectl() {
  if [[ $* != 'expose deployment'* ]]; then
    command kubectl "$@"
    return
  fi
  command kubectl create service nodeport web --tcp=80
}
solution
