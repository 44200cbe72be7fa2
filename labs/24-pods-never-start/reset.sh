# Somebody may have given the nodes an image under the name that nobody can pull: then the start state would mend itself.
untag() {
  docker images --format '{{.Repository}}:{{.Tag}}' | grep '^registry\.example\.com/' | xargs -r docker rmi --force
}
for host in $CONTROL_PLANE $WORKERS; do
  on "$host" "$(declare -f untag); untag"
done
