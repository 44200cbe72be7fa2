# fails: answers nobody
# en: the pods run another program, which does not greet
# zh: Pod 里运行的是别的程序，不会发出问候
# Deleted and made anew in one line. Three pods are Ready at once, and nobody greets.
k delete deployment greeter
k create deployment greeter --image="$IMAGE_BUSYBOX" --replicas=3 -- sleep 86400
k patch deployment greeter --patch '{"spec": {"template": {"spec": {"terminationGracePeriodSeconds": 0}}}}'
k rollout status deployment/greeter --timeout=120s
