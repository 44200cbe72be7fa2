# fails: dnat-rule chain
# en: the chain written down is not the Service's own
# zh: 写下的链不是该 Service 自己的链
# One chain too far: KUBE-SEP-… belongs to a pod, KUBE-SVC-… to the Service.
solution
chain=$(k get configmap found -o jsonpath='{.data.chain}')
pod_chain=$(iptables-save -t nat | sed -n -E "s/^-A $chain .*--probability .* -j (KUBE-SEP-\w+)\$/\1/p" | sed -n 1p)
k patch configmap found --patch "{\"data\": {\"chain\": \"$pod_chain\"}}"
