# fails: pods-changed
# The pods are new, and to be on the safe side the Service is made anew as well: with another address.
solution
k delete service tea
k expose deployment tea --port=80 --target-port=http --selector=app=tea,tier=counter
