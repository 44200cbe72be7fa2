# fails: headless own
# en: the Service bookshop-pods has an address of its own, it is not headless
# zh: Service bookshop-pods 有自己的地址，不是 headless
# A second Service for the same pods, with an address like the first one: the name stands for the Service, not for the pods.
solution
k delete service bookshop-pods
k expose deployment bookshop --name=bookshop-pods --port=80 --target-port=8080
