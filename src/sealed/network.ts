/**
 * The network of a sealed lab: a namespace of its own with a bridge that holds the gateway's address, and no route out.
 * Nothing in it can reach anything but the lab, and two labs with the same addresses do not meet.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../errors.js';
import { exec, lastLines } from '../process.js';
import type { Lab } from '../config/lab.js';

/** Inside a namespace of its own every lab can call its bridge the same. */
export const BRIDGE = 'lab0';

/**
 * `ip netns exec` shows a fresh /sys without the cgroup mounts, and lxc needs both that /sys (it holds the bridge) and the
 * cgroups. The mount namespace is private to the command, so this leaves nothing behind. Source: ip-netns(8), lib/namespace.c.
 */
const WITH_CGROUPS = `
set -e
mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
while read -r _ mountpoint type options _; do
  case $type in cgroup | cgroup2) mkdir -p "$mountpoint" && mount -t "$type" -o "$options" cgroup "$mountpoint" ;; esac
done < /proc/1/mounts
exec "$@"`;

/** Short, and the same for the same lab folder: `lab-k8s-1a2b3c4d`. */
export function sealedId({ config, paths }: Lab): string {
  return `lab-${config.name}-${createHash('sha256').update(paths.root).digest('hex').slice(0, 8)}`;
}

export class SealedNetwork {
  readonly namespace: string;
  /** Words to put before a command that talks to the lab. */
  readonly enter: string[];
  /** The same for lxc and Vagrant, which also need the cgroups. */
  readonly enterWithCgroups: string[];

  constructor(private readonly lab: Lab) {
    this.namespace = sealedId(lab);
    this.enter = ['ip', 'netns', 'exec', this.namespace];
    this.enterWithCgroups = [...this.enter, 'bash', '-c', WITH_CGROUPS, 'with-cgroups'];
  }

  get exists(): boolean {
    return existsSync(`/run/netns/${this.namespace}`);
  }

  /** Make what is missing of it. */
  async ensure(signal?: AbortSignal): Promise<void> {
    const { gateway, subnet } = this.lab.config.network;
    const prefix = subnet.split('/')[1] ?? '24';
    if (!this.exists) await this.ip(['netns', 'add', this.namespace], signal);
    const inside = (...args: string[]) => this.ip(['-n', this.namespace, ...args], signal);
    await inside('link', 'set', 'lo', 'up');
    const { stdout } = await exec(['ip', '-n', this.namespace, '-o', '-4', 'addr', 'show', 'dev', BRIDGE], { signal });
    if (stdout.includes(` ${gateway}/${prefix} `)) return;
    // A run that was killed in between may have left the bridge without its address.
    if ((await exec(['ip', '-n', this.namespace, 'link', 'show', BRIDGE], { signal })).exitCode === 0)
      await inside('link', 'del', BRIDGE);
    await inside('link', 'add', BRIDGE, 'type', 'bridge');
    await inside('addr', 'add', `${gateway}/${prefix}`, 'dev', BRIDGE);
    await inside('link', 'set', BRIDGE, 'up');
  }

  /** End every process that still runs in the namespace, which are all the lab's, and remove it. */
  async remove(): Promise<void> {
    if (!this.exists) return;
    await this.endProcesses();
    await this.ip(['netns', 'del', this.namespace]);
  }

  /**
   * Ask the processes of the namespace to end, and kill what has not after five seconds. This process is left alone.
   * @throws LabError E_SEALED_NETWORK when one outlives even that: its namespace must not lose its name
   */
  async endProcesses(which: (argv: readonly string[]) => boolean = () => true): Promise<void> {
    for (const [signal, tries] of [
      ['SIGTERM', 25],
      ['SIGKILL', 25],
    ] as const) {
      for (let i = 0; i < tries; i++) {
        const pids = (await this.processes(which)).map(({ pid }) => pid);
        if (pids.length === 0) return;
        if (i === 0) pids.forEach((pid) => kill(pid, signal));
        await sleep(200);
      }
    }
    throw new LabError({
      code: 'E_SEALED_NETWORK',
      class: 'environment',
      what: `processes of the lab's network do not end: ${(await this.processes(which)).map(({ pid }) => pid).join(', ')}`,
      fix: 'they wait for the disk, or for the kernel; run the command again when they are gone',
    });
  }

  /** The processes of the namespace, those of the hosts' own network apart; not this one. */
  async processes(which: (argv: readonly string[]) => boolean): Promise<{ pid: number; argv: string[] }[]> {
    const { stdout } = await exec(['ip', 'netns', 'pids', this.namespace]);
    const pids = stdout
      .split('\n')
      .filter(Boolean)
      .map(Number)
      .filter((pid) => pid !== process.pid);
    const found = await Promise.all(
      pids.map(async (pid) => {
        const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined); // gone meanwhile
        return commandLine === undefined ? [] : [{ pid, argv: commandLine.split('\0').slice(0, -1) }];
      }),
    );
    return found.flat().filter(({ argv }) => which(argv));
  }

  private async ip(args: string[], signal?: AbortSignal): Promise<void> {
    const result = await exec(['ip', ...args], { signal });
    if (result.exitCode !== 0) {
      throw new LabError({
        code: 'E_SEALED_NETWORK',
        class: 'environment',
        what: `the lab's network could not be made: \`ip ${args.join(' ')}\` failed`,
        why: lastLines(result.stderr, 5),
        fix: 'run as root on a machine whose kernel has network namespaces and bridges (not inside an unprivileged container)',
      });
    }
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
