# fails: every-node
# externalTrafficPolicy Local: only the node that the pod runs on answers, the others drop the packets.
solution
k patch service nginx --patch '{"spec": {"externalTrafficPolicy": "Local"}}'
