# fails: copies blank
# en: the posters do not name the pod that has printed them
# zh: 海报上写的不是印它的 Pod
# In double quotes the shell puts in its own variable before the Job is made: each poster names the machine of whoever made it.

# job NAME SPEC LINE — a Job whose container runs the line.
job() {
  k create job "$1" --image="$IMAGE_BUSYBOX" --dry-run=client -o yaml -- sh -c "$3" |
    k patch --local -f - --patch "{\"spec\": $2}" -o yaml | k create -f -
}

job posters '{"completions": 4, "parallelism": 2}' "sleep 5 && echo \"poster printed by $HOSTNAME\""
job envelopes '{"backoffLimit": 1}' 'echo "paper C7 is sold out"; exit 1'
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
