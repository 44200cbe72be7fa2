# The whole file anew from what it says, by a program that puts the keys into another order and each value on a line of its own.
# shellcheck disable=SC2016 # for the other host's shell
on "$WORKER_1" '$(command -v python3 || echo /usr/libexec/platform-python) - <<EOF
import json
path = "/etc/docker/daemon.json"
daemon = json.load(open(path))
daemon["exec-opts"] = ["native.cgroupdriver=systemd"]
turn = lambda value: {key: turn(value[key]) for key in sorted(value, reverse=True)} if isinstance(value, dict) else value
json.dump(turn(daemon), open(path, "w"), indent=2)
EOF
systemctl stop kubelet
systemctl restart docker
systemctl start kubelet'
k rollout status deployment/depot --timeout=120s
