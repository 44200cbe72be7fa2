# title: Configure Docker
# on: all
# guide: cat > /etc/docker/daemon.json << EOF
# otherwise: the guide's keys are laid over what the file has already: a host may need settings of its own to run containers at all

file=/etc/docker/daemon.json

wanted() {
  py - "$file" <<'EOF'
import json, os, sys

def lay_over(old, new):
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: lay_over(old.get(key), value) for key, value in new.items()}}
    return new

try:
    with open(sys.argv[1]) as current:
        old = json.load(current)
except (FileNotFoundError, ValueError):
    old = {}
print(json.dumps(lay_over(old, json.loads(os.environ["DOCKER_DAEMON_JSON"])), indent=2))
EOF
}

check() { wanted | same_as "$file"; }

apply() { wanted | write_file "$file"; }
