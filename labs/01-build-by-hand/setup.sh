# reset.sh, which ran just before, has left Docker and no Kubernetes on the hosts, and kept the lab's own manifest of flannel.
kept=$(flannel_manifest)

if [ ! -s "$kept" ]; then
  echo "There is no manifest of flannel to begin with: it is taken from the cluster that lab up makes, and none was there."
  echo "Run lab up, then lab start again."
  exit 1
fi
cp "$kept" /root/kube-flannel.yml

# An ordinary user, who is to use kubectl as well. The comment says whose it is.
useradd --create-home --shell /bin/bash --comment "$EXERCISE" reader
