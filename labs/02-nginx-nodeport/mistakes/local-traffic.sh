# fails: every-node local
# en: externalTrafficPolicy is Local: only nodes on which a pod runs answer
# zh: externalTrafficPolicy 为 Local：只有运行着 Pod 的节点才会应答
# externalTrafficPolicy Local: only the node that the pod runs on answers, the others drop the packets.
solution
k patch service nginx --patch '{"spec": {"externalTrafficPolicy": "Local"}}'
