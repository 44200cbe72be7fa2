# title: Restart Docker with its configuration
# on: all
# omitted: Docker reads daemon.json when it starts; without a restart its cgroup driver is not the kubelet's and the kubelet fails

# Reads `docker info` and says what of daemon.json and of the installed version is not in force.
differences='
import json, os, sys

wanted, info = json.loads(os.environ["DOCKER_DAEMON_JSON"]), json.load(sys.stdin)
registries = info.get("RegistryConfig") or {}
options = dict(option.split("=", 1) for option in wanted.get("exec-opts", []))
slashed = lambda urls: {url.rstrip("/") for url in urls or []}

def expect(what, want, have):
    if want is not None and want != have:
        sys.exit(f"{what}: want {want}, have {have}")

expect("version", os.environ["DOCKER_VERSION"], info.get("ServerVersion", "").split("+")[0])
expect("cgroup driver", options.get("native.cgroupdriver"), info.get("CgroupDriver"))
expect("storage driver", wanted.get("storage-driver"), info.get("Driver"))
expect("log driver", wanted.get("log-driver"), info.get("LoggingDriver"))
if "registry-mirrors" in wanted:
    expect("registry mirrors", slashed(wanted["registry-mirrors"]), slashed(registries.get("Mirrors")))
insecure = {*(registries.get("InsecureRegistryCIDRs") or []), *(registries.get("IndexConfigs") or {})}
for registry in wanted.get("insecure-registries", []):
    expect("insecure registry", registry, registry if registry in insecure else None)
'

check() {
  local started
  expect 'docker now' active "$(systemctl is-active docker)" || return
  docker info --format '{{json .}}' | py -c "$differences" || return
  # What `docker info` does not show (log-opts) is in force when Docker started after the file was written.
  started=$(systemctl show docker --property=ExecMainStartTimestampMonotonic --value)
  [ -z "$(changed_since "$started" /etc/docker/daemon.json)" ] || no '/etc/docker/daemon.json was changed after Docker had started'
}

apply() {
  systemctl reset-failed docker 2>/dev/null || true
  systemctl restart docker || { journalctl --unit docker --lines 20 --no-pager; return 1; }
}
