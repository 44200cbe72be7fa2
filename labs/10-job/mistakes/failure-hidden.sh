# fails: gives-up complete
# en: the command hides the failure, so that the Job succeeds
# zh: 命令掩盖了失败，Job 就成功了
# The command is improved so that it does not fail any more. It has not printed anything either.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4, "parallelism": 2}' "sleep 5 && echo \"poster printed by \$HOSTNAME\""
job envelopes '{"backoffLimit": 1}' 'echo "paper C7 is sold out"'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Complete --timeout=120s
