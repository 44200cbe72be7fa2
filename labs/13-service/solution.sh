# A Service knows neither Deployments nor names of pods, only labels. Both of these are needed: app=tea alone would bring
# the kitchen as well. The port of the pods is called by its name, because each house listens at a number of its own.
k apply -f - <<MANIFEST
apiVersion: v1
kind: Service
metadata:
  name: tea
spec:
  selector: {app: tea, tier: counter}
  ports:
  - {port: 80, targetPort: http}
MANIFEST

# Other pods with other addresses, and the Service follows. Its own address stays.
k rollout restart deployment tea tea-annex
k rollout status deployment tea --timeout=120s
k rollout status deployment tea-annex --timeout=120s
house_full() { [ "$(k get pods --selector=tier=counter --no-headers | wc -l)" = 4 ]; }
wait_until 30 house_full
k get service,endpoints tea

# One closes. It runs on, and so its controller makes no other; but it is no longer Ready, and the Service leads nobody there.
pod=$(k get pods --selector=deployment=tea -o jsonpath='{.items[0].metadata.name}')
k exec "$pod" -c web -- rm /www/open
k wait pod "$pod" --for=condition=Ready=false --timeout=30s
k get endpoints tea -o yaml

# What the Service really is: rules of iptables, the same on every node, so that this one will do. KUBE-SERVICES knows
# the address and sends it to the Service's own chain. The first rule there is taken in one of three cases, and leads to
# the chain of one pod, where the destination is rewritten.
address=$(k get service tea -o jsonpath='{.spec.clusterIP}')
look() {
  local pod
  nat=$(iptables-save -t nat)
  chain=$(sed -n -E "s,^-A KUBE-SERVICES -d $address/32 .*--dport 80 -j (KUBE-SVC-\w+)\$,\1,p" <<<"$nat")
  rules=$(grep -e "^-A $chain " <<<"$nat")
  # The nodes follow the pods within a second or two: until then there are rules of the old ones.
  [ "$(wc -l <<<"$rules")" = 3 ] || return
  for pod in $(k get endpoints tea -o jsonpath='{.subsets[*].addresses[*].ip}'); do grep -q "to-destination $pod:" <<<"$nat" || return; done
}
wait_until 30 look
echo "$rules"

first=$(sed -n 1p <<<"$rules")
pod_chain=$(grep -o 'KUBE-SEP-\w*' <<<"$first")
k create configmap found \
  --from-literal=chain="$chain" \
  --from-literal=probability="$(grep -o -E '0\.[0-9]+' <<<"$first")" \
  --from-literal=destination="$(sed -n "s/^-A $pod_chain .*to-destination //p" <<<"$nat")"
k get configmap found -o jsonpath='{.data}'
