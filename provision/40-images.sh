# title: Pull the images
# on: all
# omitted: kubeadm would pull them itself; beforehand, all hosts pull at the same time and a registry that cannot be reached shows as that
# timeout: 1800
# retries: 2

kubeadm_images() {
  kubeadm config images "$1" --image-repository "$IMAGE_REPOSITORY" --kubernetes-version "v$KUBERNETES_VERSION"
}

# Where the control plane runs kubeadm needs all of its images; a worker runs kube-proxy and perhaps CoreDNS.
images() {
  if [ "$HOST_ROLE" = control-plane ]; then
    kubeadm_images list 2>/dev/null
  else
    kubeadm_images list 2>/dev/null | grep -E '/(kube-proxy|pause|coredns)[:/]'
  fi
  printf '%s\n' "$FLANNEL_IMAGE" "$METRICS_SERVER_IMAGE"
}

check() {
  local list
  mapfile -t list < <(images)
  docker image inspect --format '{{.Id}}' "${list[@]}" >/dev/null
}

apply() {
  local image
  for image in $(images); do
    docker image inspect "$image" >/dev/null 2>&1 || docker pull "$image"
  done
}
