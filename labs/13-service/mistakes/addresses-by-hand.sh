# fails: endpoints noSelector
# en: the Service has no selector, only addresses written by hand
# zh: Service 没有选择器，只有手工写下的地址
# No label seems to fit both houses, so their addresses are written down. Today it works.
subset() {
  local name=$1 port=$2
  for ip in $(k get pods --selector="deployment=$name" -o jsonpath='{.items[*].status.podIP}'); do
    printf -- '- {addresses: [{ip: %s}], ports: [{port: %s}]}\n' "$ip" "$port"
  done
}
k apply -f - <<MANIFEST
apiVersion: v1
kind: Service
metadata:
  name: tea
spec:
  ports:
  - {port: 80}
---
apiVersion: v1
kind: Endpoints
metadata:
  name: tea
subsets:
$(subset tea 8080)
$(subset tea-annex 9090)
MANIFEST
