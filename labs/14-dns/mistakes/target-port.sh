# fails: renamed silent
# en: the Service bookshop does not lead to the port at which its pods listen
# zh: Service bookshop 没有指向 Pod 监听的端口
# The new Service without --target-port: it leads to port 80 of the pods, which listen on 8080.
solution
k delete service bookshop
k expose deployment bookshop --port=80
