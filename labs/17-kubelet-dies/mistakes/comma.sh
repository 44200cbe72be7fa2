# fails: lasts invalid
# en: daemon.json is not valid JSON any more
# zh: daemon.json 已经不是合法的 JSON
# All runs, and then the file is tidied up a little more, with a comma after the last line.
solution
on "$WORKER_1" "sed -i '\$ s/}\$/,}/' /etc/docker/daemon.json"
