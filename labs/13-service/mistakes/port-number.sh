# fails: answers closed
# en: the target port is not the one at which every pod listens
# zh: 目标端口并不是每个 Pod 都监听的端口
# The target port as a number. 8080 is right for the main house; every fourth guest stands in front of the annex's closed door.
k expose deployment tea --port=80 --target-port=8080 --selector=app=tea,tier=counter
