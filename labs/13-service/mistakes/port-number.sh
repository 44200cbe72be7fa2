# fails: answers
# The target port as a number. 8080 is right for the main house; every third guest stands in front of the annex's closed door.
k expose deployment tea --port=80 --target-port=8080 --selector=app=tea,tier=counter
