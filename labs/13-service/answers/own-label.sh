# Unlike the solution: a label of its own in both templates, a Service of two ports, the probability in per cent.
for house in tea tea-annex; do
  k patch deployment "$house" --patch '{"spec": {"template": {"metadata": {"labels": {"guests": "welcome"}}}}}'
  k rollout status "deployment/$house" --timeout=120s
done
k create -f - <<MANIFEST
{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "tea"}, "spec": {"selector": {"guests": "welcome"}, "ports": [
  {"name": "other", "port": 8000, "targetPort": "http"}, {"name": "tea", "port": 80, "targetPort": "http"}]}}
MANIFEST
# The labels have replaced the pods once already, but that was before there was a Service.
k delete pods --selector=guests=welcome
four_open() { [ "$(k get endpoints tea -o jsonpath='{.subsets[*].addresses[*].ip}' | tr ' ' '\n' | sort -u | wc -l)" = 4 ]; }
wait_until 60 four_open
k exec deployment/tea -- mv /www/open /www/closed

address=$(k get service tea -o jsonpath='{.spec.clusterIP}')
rule() { on "$WORKER_1" iptables-save -t nat | sed -n -e "/^-A $1/p" | sed -n 1p; }
three_rules() {
  chain=$(rule "KUBE-SERVICES -d $address\/32 .*--dport 80 ")
  chain=${chain##* }
  [ "$(on "$WORKER_1" iptables-save -t nat | grep -c -e "^-A $chain ")" = 3 ]
}
wait_until 30 three_rules
first=$(rule "$chain .*--probability")
destination=$(rule "${first##* } .*DNAT")
k apply -f - <<MANIFEST
apiVersion: v1
kind: ConfigMap
metadata:
  name: found
data:
  chain: |
    $chain
  probability: 33 %
  destination: ${destination##* }
MANIFEST
