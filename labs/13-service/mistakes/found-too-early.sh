# fails: dnat-rule gone
# en: what was written down leads to a pod that gets no more requests
# zh: 写下的目的地是一个不再收到请求的 Pod
# The rule was looked up, and then its pod was replaced once more.
solution
address=$(k get configmap found -o jsonpath='{.data.destination}')
pod=$(k get pods -o jsonpath="{.items[?(@.status.podIP=='${address%:*}')].metadata.name}")
k delete pod "$pod"
three_open() { [ "$(k get endpoints tea -o jsonpath='{.subsets[*].addresses[*].ip}' | wc -w)" = 3 ]; }
wait_until 60 three_open
