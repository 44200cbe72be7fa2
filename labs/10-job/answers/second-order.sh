# Not right at first: the posters begin with one printer and get the second while they are being printed, the envelopes are made
# anew with a limit.
k create job envelopes --image="$IMAGE_BUSYBOX" -- sh -c 'echo "paper C7 is sold out"; exit 1'
k create job posters --image="$IMAGE_BUSYBOX" --dry-run=client -o json -- sh -c "sleep 5 && echo \"poster printed by \$HOSTNAME\"" |
  k patch --local -f - --type=merge --patch '{"spec": {"completions": 4}}' -o json | k create -f -
sleep 2
k patch job posters --type=merge --patch '{"spec": {"parallelism": 2}}'
k delete job envelopes
k create job envelopes --image="$IMAGE_BUSYBOX" --dry-run=client -o json -- sh -c 'echo "paper C7 is sold out"; exit 1' |
  k patch --local -f - --type=merge --patch '{"spec": {"backoffLimit": 1}}' -o json | k create -f -
k wait job/posters --for=condition=Complete --timeout=120s
k wait job/envelopes --for=condition=Failed --timeout=120s
