# fails: attempts fewer
# en: there was no second attempt
# zh: 没有第二次尝试
# “And that is all” taken too literally: with a limit of 0 the first failure is the last.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4, "parallelism": 2}' "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '{"backoffLimit": 0}' 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
