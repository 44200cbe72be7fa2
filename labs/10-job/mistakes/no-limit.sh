# fails: gives-up trying
# en: the Job goes on trying for longer than was ordered
# zh: Job 还在继续尝试，超过了要求
# The limit left out: six more attempts, after 10, 20, 40 … seconds.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4, "parallelism": 2}' "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '{}' 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
