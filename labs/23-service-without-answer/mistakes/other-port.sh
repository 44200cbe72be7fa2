# fails: answers nodes
# en: the target port is not the one at which the shop listens
# zh: 目标端口不是商店监听的端口
# The selector is right again, but on the way the target port was “corrected” as well, to that of the Service.
solution
k patch service shop --patch '{"spec": {"ports": [{"port": 80, "targetPort": 80}]}}'
