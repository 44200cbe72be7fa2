# fails: evidence takenAway
# en: the same pod was started again and again, and went when the Job gave up
# zh: 反复启动的是同一个 Pod，Job 放弃时它就被删除了
# The same pod is started again, and taken away when the Job gives up: nobody can ask it any more.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4, "parallelism": 2}' "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '{"backoffLimit": 1, "template": {"spec": {"restartPolicy": "OnFailure"}}}' 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
