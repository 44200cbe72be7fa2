# fails: same-address
# Deleted and exposed again, as a restart of the Service. It answers, at another address and another port.
k delete service shop
k expose deployment shop --port=80 --target-port=8080 --type=NodePort
