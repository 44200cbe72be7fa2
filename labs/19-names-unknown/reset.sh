# CoreDNS as setup.sh has found it: what it reads, how it runs, and where it is found.

kept=/root/.kube-classroom/$EXERCISE

# Whatever is not well begins anew: by itself it would, after some crashes, only do so minutes later.
begin_anew() {
  kubectl -n kube-system get pods --selector=k8s-app=kube-dns -o jsonpath='{range .items[?(@.status.containerStatuses[0].ready!=true)]}{.metadata.name}{"\n"}{end}' |
    xargs -r kubectl -n kube-system delete pod --grace-period=1 --ignore-not-found
}

if [ -d "$kept" ]; then
  for object in configmap deployment service; do
    # What has been deleted, or has changed where it may not change (a Service's address), is made anew.
    kubectl replace -f "$kept/$object.yaml" || kubectl replace --force -f "$kept/$object.yaml"
  done
  begin_anew
  # One pod answers; the second may follow.
  kubectl -n kube-system wait deployment coredns --for=condition=Available --timeout=180s
  rm -rf "$kept"
fi
rm -rf "$kept.new"
