# fails: pods-changed younger
# en: the Service was made after the pods, perhaps anew
# zh: Service 是在这些 Pod 之后（也许重新）创建的
# The pods are new, and to be on the safe side the Service is made anew as well: with another address.
solution
k delete service tea
k expose deployment tea --port=80 --target-port=http --selector=app=tea,tier=counter
