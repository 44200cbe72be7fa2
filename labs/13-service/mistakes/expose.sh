# fails: endpoints misses
# en: the selector fits the pods of one house only
# zh: 选择器只选中了其中一家店的 Pod
# The short way, kubectl expose: it takes the selector from one Deployment, and so the annex gets no guests.
k expose deployment tea --port=80 --target-port=http
