# fails: same-address address
# en: the Service was made anew, with another address
# zh: Service 被重新创建，地址变了
# Deleted and exposed again, as a restart of the Service. It answers, at another address and another port.
k delete service shop
k expose deployment shop --port=80 --target-port=8080 --type=NodePort
