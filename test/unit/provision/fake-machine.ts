/**
 * A machine of the guide's lab in a folder: real shells run the real steps, on copies of the files that they name. Its programs
 * (systemctl, docker, rpm, …) only answer what files below `fake/` say: a unit test can neither boot a machine nor start
 * Docker on it. sshd, ssh-keygen, awk, sed and the like are the real ones.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stepEnvironment } from '../../../src/config/environment.js';
import type { LabConfig } from '../../../src/config/schema.js';
import type { CommandResult, Role, RunOptions } from '../../../src/host.js';
import type { Verdict, Environment } from '../../../src/provision/script.js';
import { planLab, type PlanOptions } from '../../../src/provision/plan.js';
import { readSteps, type StepBook } from '../../../src/provision/steps.js';
import { quote } from '../../../src/shell.js';
import { LocalHost } from './local-host.js';
import { SSHD } from '../ssh/sshd.js';

const PATHS = /(?<![\w.}$@])\/(etc|root|proc|opt|var|run|usr\/lib|usr\/local\/lib)\b/g;

const PROGRAMS = String.raw`
systemctl() {
  case $1 in
    is-active | is-enabled) set -- "$1" "$(printf '%s\n' "$@" | tail -n 1)"; cat "@/fake/units/$2.$1" 2>/dev/null && grep -qE '^(active|enabled)$' "@/fake/units/$2.$1" ;;
    show) case "$*" in
        *UserspaceTimestampMonotonic*) cat @/fake/booted ;;
        *ExecMainStartTimestampMonotonic*) cat @/fake/docker-started ;;
        *MainPID*) echo 77 ;;
      esac ;;
    *) echo "systemctl $*" >>@/fake/log ;;
  esac
}
sysctl() { case $1 in -n) cat "@/proc/sys/$(tr . / <<<"$2")" ;; *) echo "sysctl $*" >>@/fake/log ;; esac; }
rpm() {
  local name
  name=$(printf '%s\n' "$@" | tail -n 1)
  case "$1 $2" in
    '-q --qf') cat "@/fake/rpms/$name" ;;
    -qa*) shift; for name; do if [ -e "@/fake/rpms/$name" ]; then echo "$name"; fi; done ;;
    *) if [ -e "@/fake/rpms/$name" ] || [ "$(cat "@/fake/rpms/$(sed 's/-[0-9].*//' <<<"$name")" 2>/dev/null)" = "$(sed 's/^[^0-9]*-\([0-9]\)/\1/' <<<"$name")" ]; then echo "$name"; else echo "package $name is not installed"; return 1; fi ;;
  esac
}
docker() {
  case "$*" in
    version*) cat @/fake/docker/version ;;
    *'{{json .}}'*) cat @/fake/docker/info ;;
    *'json .RegistryConfig.Mirrors'*) python3 -c 'import json,sys; print(json.dumps(json.load(open(sys.argv[1]))["RegistryConfig"]["Mirrors"]))' @/fake/docker/info ;;
    info*) python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2].strip("{}.")])' @/fake/docker/info "$3" ;;
    'image inspect'*) ;;
  esac
}
getenforce() { cat @/fake/getenforce; }
modinfo() { cat @/fake/module; }
uname() { cat @/fake/uname; }
getent() { if [ -e "@/fake/dns/$2" ]; then cat "@/fake/dns/$2"; else awk -v name="$2" '{ for (i = 2; i <= NF; i++) if (tolower($i) == name) { print $1; exit } }' @/etc/hosts; fi; }
swapon() { tail -n +2 @/proc/swaps | cut -d ' ' -f 1; }
systemd-detect-virt() { return 1; }
ssh() { cat "@/fake/ssh/$(printf '%s\n' "$@" | tail -n 3 | head -n 1)"; }
ssh-keyscan() { cat >/dev/null; echo "ssh-keyscan $*" >>@/fake/log; }
sshd() { ${SSHD ?? 'false'} -f @/etc/ssh/sshd_config "$@"; }
kubeadm() { echo registry/kube-proxy:1; }
kubectl() {
  case "$*" in
    *'--raw /healthz'*) cat @/fake/healthz ;;
    *kube-flannel-cfg*) echo "\"Network\": \"$POD_CIDR\" $FLANNEL_IMAGE" ;;
    *deployment/coredns*jsonpath*) echo 'coredns 1 1' ;;
    *'get nodes -o jsonpath'*) for name in $(fqdns); do echo "$name=True"; done ;;
    *'get deployment metrics-server'*) echo "$METRICS_SERVER_IMAGE" ;;
    *'top nodes'*) for name in $(fqdns); do echo "$name 100m 5%"; done ;;
  esac
}
`;

export class FakeMachine extends LocalHost {
  constructor(
    readonly config: LabConfig,
    name: string,
    role: Role,
  ) {
    super(name, role);
    this.write('fake/log', '');
  }

  override script(text: string, options: Omit<RunOptions, 'input'> = {}): Promise<CommandResult> {
    return super.script(text.replaceAll(PATHS, `${this.folder}/$1`).replaceAll('@/', `${this.folder}/`), options);
  }

  /** Runs with the helpers of lib.sh and the machine's programs. @param input of the command */
  async sh(command: string, input = ''): Promise<string> {
    const { library } = await fakeBook();
    const env = Object.entries(stepEnvironment(this.config, this.name)).map(
      ([key, value]) => `export ${key}=${quote(value)}`,
    );
    const { stdout } = await this.script(
      `${env.join('\n')}\n${library}\n(${command}\n) 2>&1 <<'@@input'\n${input}\n@@input\n`,
    );
    return stdout.trim();
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** What the checks of these steps say, of all without names. */
  async checks(...names: string[]): Promise<Map<string, Verdict>> {
    const { hosts } = await planLab(await planOptions([this], names));
    return new Map(hosts[0]!.steps.map(({ name, status, output }) => [name, { status, output }]));
  }

  /** As after a `lab up`. */
  async makeHealthy(): Promise<void> {
    const env: Environment = stepEnvironment(this.config, this.name);
    const { docker, kubernetes, hosts } = this.config;
    const name = env['HOST_FQDN']!;
    const files: Record<string, string> = {
      'etc/hostname': `${name}\n`,
      'etc/hosts': `127.0.0.1 localhost\n${env['HOSTS']}\n`,
      'etc/fstab': '/dev/sda1 / xfs defaults 0 0\n',
      'etc/selinux/config': 'SELINUX=disabled\n',
      'etc/sysctl.d/k8s-ip-forward.conf': 'net.ipv4.ip_forward = 1\n',
      'etc/sysctl.d/k8s.conf': 'net.bridge.bridge-nf-call-ip6tables = 1\nnet.bridge.bridge-nf-call-iptables = 1\n',
      'etc/sysctl.conf': '# sysctl settings\n',
      'etc/modules-load.d/k8s.conf': 'br_netfilter\n',
      'etc/sysconfig/kubelet': `KUBELET_EXTRA_ARGS=--node-ip=${env['HOST_IP']}\n`,
      'etc/kubernetes/admin.conf': 'server: https://here\n',
      'etc/kubernetes/kubelet.conf': 'kubelet-client-current.pem\n',
      'root/.kube/config': 'server: https://here\n',
      'opt/cni/bin/flannel': '',
      'proc/swaps': 'Filename Type Size Used Priority\n',
      'proc/77/cmdline': `kubelet\0--node-ip=${env['HOST_IP']}\0`,
      'fake/booted': '9000000000000000',
      'fake/docker-started': '9000000000000000',
      'fake/uname': `${name}\n`,
      'fake/getenforce': 'Disabled\n',
      'fake/module': '/lib/modules/br_netfilter.ko\n',
      'fake/healthz': 'ok\n',
      'fake/docker/version': `${docker.version}\n`,
      'fake/docker/info': JSON.stringify({
        ServerVersion: docker.version,
        CgroupDriver: 'systemd',
        Driver: 'overlay2',
        LoggingDriver: 'json-file',
        RegistryConfig: { Mirrors: docker.daemon['registry-mirrors'] },
      }),
      'etc/ssh/sshd_config': `HostKey ${this.folder}/etc/ssh/host_key\nPermitRootLogin yes\n`,
    };
    for (const key of ['bridge/bridge-nf-call-ip6tables', 'bridge/bridge-nf-call-iptables', 'ipv4/ip_forward'])
      files[`proc/sys/net/${key}`] = '1\n';
    for (const unit of ['chronyd', 'docker', 'kubelet']) {
      files[`fake/units/${unit}.is-active`] = 'active\n';
      files[`fake/units/${unit}.is-enabled`] = 'enabled\n';
    }
    const { version, cniVersion, criToolsVersion } = kubernetes;
    const rpms = {
      chrony: '4.1',
      'containerd.io': '1.6',
      'docker-ce': docker.version,
      'docker-ce-cli': docker.version,
    };
    const tools = { kubelet: version, kubeadm: version, kubectl: version, 'kubernetes-cni': cniVersion };
    for (const [rpm, is] of Object.entries({ ...rpms, ...tools, 'cri-tools': criToolsVersion }))
      files[`fake/rpms/${rpm}`] = `${is}\n`;
    for (const host of hosts)
      files[`fake/ssh/root@${host.name}`] = `${stepEnvironment(this.config, host.name)['HOST_FQDN']}\n`;
    for (const [file, text] of Object.entries(files)) this.write(file, text);
    this.newKey('etc/ssh/host_key');
    this.newKey('root/.ssh/id_rsa');
    execFileSync('chmod', ['-R', 'go-w', this.folder]);
    execFileSync('chmod', ['+x', join(this.folder, 'opt/cni/bin/flannel')]);
    for (const step of ['20-docker-repo', '24-docker-daemon', '30-kubernetes-repo']) await this.apply(step);
    // A worker alone has nobody to tell it the key.
    if (this.role === 'control-plane') await this.apply('12-ssh-copy-id');
  }

  newKey(file: string, passphrase = ''): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      'ed25519',
      '-N',
      passphrase,
      '-C',
      'somebody',
      '-f',
      join(this.folder, file),
    ]);
  }

  /** @returns everything that the step's apply printed */
  async apply(name: string, exitCode = 0): Promise<string> {
    const { applyScript } = await import('../../../src/provision/script.js');
    const { listen } = await import('../../../src/provision/plan.js');
    const options = await planOptions([this], [name]);
    const [step] = options.book.steps;
    const env = { ...options.envFor(this), ...(await listen(options, [step!])) };
    const result = await this.script(applyScript(options.book.library, step!, env));
    const said = result.stdout + result.stderr;
    if (result.exitCode !== exitCode) throw new Error(`${name} exited with ${result.exitCode}: ${said}`);
    return said;
  }
}

/** The project's own steps, for machines that are fakes. */
async function fakeBook(names: readonly string[] = []): Promise<StepBook> {
  const { library, steps } = await readSteps();
  return {
    library: `${library}\n${PROGRAMS}`,
    steps: names.length === 0 ? steps : steps.filter(({ name }) => names.includes(name)),
  };
}

export async function planOptions(hosts: FakeMachine[], names: readonly string[] = []): Promise<PlanOptions> {
  return { hosts, book: await fakeBook(names), envFor: ({ name }) => stepEnvironment(hosts[0]!.config, name) };
}
