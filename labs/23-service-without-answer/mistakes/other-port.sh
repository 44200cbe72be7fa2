# fails: answers
# The selector is right again, but on the way the target port was “corrected” as well, to that of the Service.
solution
k patch service shop --patch '{"spec": {"ports": [{"port": 80, "targetPort": 80}]}}'
