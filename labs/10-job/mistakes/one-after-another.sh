# fails: two-printers fewer
# en: only one pod at a time was allowed to work
# zh: 同一时间只允许一个 Pod 工作
# The parallelism left out. Then it is one, and the second printer has nothing to do.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4}' "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '{"backoffLimit": 1}' 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
