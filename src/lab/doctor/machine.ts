/** What is looked at on this machine, without the lab's hosts. */
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { networkInterfaces, release } from 'node:os';
import { join } from 'node:path';
import { findBundle } from '../../bundle/manifest.js';
import { THIS_MACHINE, findingOf, type Finding } from '../../finding.js';
import { LabError } from '../../errors.js';
import { CACHE_ROOT, PROJECT_ROOT } from '../../paths.js';
import { exec } from '../../process.js';
import { requireDisk } from '../../preflight.js';
import { lastRun } from '../../provision/journal.js';
import { recognise } from '../../known-reports.js';
import type { OpenLab } from '../open.js';

import { addressFindings, type Interface, type Route } from './addresses.js';
import { curlArgv, mirrorFinding, mirrorUrls, type MirrorUrl } from './mirrors.js';
import type { Look } from './look.js';
import { proxyFindings } from './proxies.js';

const MIRROR_SECONDS = 6;
/** Nothing works where not even a log can be written; MiB. */
const DISK_FOR_LOGS = 200;
/** The oldest Vagrant whose output lab knows. */
const VAGRANT_SINCE = [2, 3];

/**
 * @param made whether the lab's machines exist, as far as is known
 * @param env what the user's own programs find; ours has the lab's addresses in no_proxy
 */
export function machineLooks(lab: OpenLab, made: boolean, env: NodeJS.ProcessEnv): Look<Finding[]>[] {
  const { config, provider } = lab;
  const on = (title: string, within: number, work: Look<Finding[]>['work']): Look<Finding[]> => ({
    title,
    where: THIS_MACHINE,
    within,
    work,
  });
  const hasVagrant = provider.name !== 'existing';
  return [
    ...provider.requirements(lab).map(({ title, assert }) =>
      on(title, 25_000, async (signal) => {
        try {
          await assert(signal);
          return [];
        } catch (error) {
          if (!(error instanceof LabError) || error.code === 'E_COMMAND_TIMEOUT') throw error;
          return [findingOf(error, THIS_MACHINE)];
        }
      }),
    ),
    ...(hasVagrant ? [on("Vagrant's version", 15_000, vagrantVersion)] : []),
    ...(provider.name === 'lxc' ? [on('the bundle', 20_000, bundle), on('kernel modules', 5_000, kernelModules)] : []),
    ...(hasVagrant && provider.name !== 'lxc'
      ? [
          on('the lab’s addresses', 5_000, async () => addressFindings(config, interfaces(), await routes())),
          on('mirrors', 15_000, (signal) => mirrors(mirrorUrls(config), made, signal)),
        ]
      : []),
    on('proxies', 1_000, () => Promise.resolve(proxyFindings(config, env))),
    on('room for files', 5_000, () => room([lab.paths.root, ...(provider.name === 'lxc' ? [CACHE_ROOT] : [])])),
    on('the clock', 1_000, () => clock(Date.now())),
    on('what the last run said', 5_000, () => lastFailures(lab)),
  ];
}

async function vagrantVersion(signal: AbortSignal): Promise<Finding[]> {
  const said = await exec(['vagrant', '--version'], {
    signal,
    timeoutMs: 14_000,
    env: { VAGRANT_CHECKPOINT_DISABLE: '1' },
  }).catch((error: unknown) => {
    // That it is missing is said by the provider.
    if (error instanceof LabError && error.code === 'E_TOOL_MISSING') return undefined;
    throw error;
  });
  const [, major = 0, minor = 0] = /Vagrant (\d+)\.(\d+)/.exec(said?.stdout ?? '')?.map(Number) ?? [];
  const [newMajor = 0, newMinor = 0] = VAGRANT_SINCE;
  if (said === undefined || major > newMajor || (major === newMajor && minor >= newMinor)) return [];
  return [
    {
      id: 'vagrant-old',
      severity: 'warning',
      where: THIS_MACHINE,
      what: `Vagrant is older than ${VAGRANT_SINCE.join('.')}`,
      why: said.stdout.trim(),
      fix: 'install a newer one: https://developer.hashicorp.com/vagrant/install',
    },
  ];
}

/** Built, and every file as long as it should be; whether every byte is right, `lab bundle verify` tells. */
async function bundle(): Promise<Finding[]> {
  const found = await findBundle();
  if (found === undefined) {
    return [
      {
        id: 'bundle-missing',
        severity: 'info',
        where: THIS_MACHINE,
        what: "the sealed lab's bundle is not built, or not for this version",
        fix: 'lab up builds it first, or now: lab bundle build',
      },
    ];
  }
  const wrong = await wrongSizes(found);
  if (wrong.length === 0) return [];
  return [
    {
      id: 'bundle-corrupt',
      severity: 'error',
      where: THIS_MACHINE,
      what: 'the bundle is not what was built',
      why: wrong.slice(0, 5).join('\n'),
      fix: 'lab bundle verify   says what to remove and to build again',
    },
  ];
}

/** What the hosts need of the kernel that they share with this machine. What is built in can only be seen where its list is. */
async function kernelModules(signal: AbortSignal): Promise<Finding[]> {
  const builtIn = await readFile(`/lib/modules/${release()}/modules.builtin`, 'utf8').catch(() => undefined);
  if (builtIn === undefined) return [];
  const needed = ['overlay', 'bridge', 'br_netfilter', 'veth', 'vxlan', 'nf_tables'];
  const there = await Promise.all(
    needed.map(
      async (name) =>
        builtIn.includes(`/${name}.ko`) ||
        (await readdir(`/sys/module/${name}`).catch(() => undefined)) !== undefined ||
        (await exec(['modprobe', '--dry-run', '--quiet', name], { signal })).exitCode === 0,
    ),
  );
  const missing = needed.filter((_, i) => !there[i]);
  if (missing.length === 0) return [];
  return [
    {
      id: 'kernel-modules',
      severity: 'error',
      where: THIS_MACHINE,
      what: `the kernel lacks: ${missing.join(', ')}`,
      why: `neither loaded nor built in nor among the modules of ${release()}`,
      fix: 'boot the distribution’s own kernel with its modules installed, or choose another provider in lab.yaml',
    },
  ];
}

function interfaces(): Interface[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ family }) => family === 'IPv4')
      .map(({ address, cidr }) => ({ name, address, cidr: cidr ?? address })),
  );
}

/** None where there is no `ip` to ask. */
async function routes(): Promise<Route[]> {
  const said = await exec(['ip', '-4', '-j', 'route']).catch(() => undefined);
  if (said?.exitCode !== 0) return [];
  return JSON.parse(said.stdout || '[]') as Route[];
}

async function mirrors(urls: readonly MirrorUrl[], made: boolean, signal: AbortSignal): Promise<Finding[]> {
  const found = await Promise.all(
    urls.map(async (mirror) => {
      const { exitCode, stdout } = await exec(curlArgv(mirror.url, MIRROR_SECONDS), { signal });
      // A lab that is made has what it needs.
      return mirrorFinding(mirror, { exitCode, status: Number(stdout) }, THIS_MACHINE, made ? 'warning' : 'error');
    }),
  );
  return found.filter((one) => one !== undefined);
}

async function room(places: readonly string[]): Promise<Finding[]> {
  const found = await Promise.all(
    places.map(async (path) => {
      const failed = await requireDisk(path, DISK_FOR_LOGS, 'what lab writes').then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failed instanceof LabError) return findingOf(failed, THIS_MACHINE);
      if (failed !== undefined) throw failed as Error;
      return undefined;
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** A clock that is behind the files of this project was never set. */
async function clock(now: number): Promise<Finding[]> {
  const { mtimeMs } = await stat(join(PROJECT_ROOT, 'package.json'));
  if (now >= mtimeMs - 86_400_000) return [];
  return [
    {
      id: 'clock-behind',
      severity: 'error',
      where: THIS_MACHINE,
      what: 'the clock of this machine is wrong: it is behind the files of lab',
      why: `now ${new Date(now).toISOString()}, package.json ${new Date(mtimeMs).toISOString()}`,
      fix: 'set it (timedatectl set-ntp true): machines take their time from here, and certificates of the future are refused',
    },
  ];
}

/** Known reports in the logs of the steps that failed in the last run. */
async function lastFailures({ paths }: OpenLab): Promise<Finding[]> {
  const run = lastRun(paths.journal);
  if (run === undefined || run.failed.length === 0) return [];
  const newest = (await readdir(paths.logs).catch(() => []))
    .filter((name) => name.startsWith('up-'))
    .sort()
    .at(-1);
  if (newest === undefined) return [];
  const found = await Promise.all(
    run.failed.map(async ({ host, step }): Promise<Finding[]> => {
      const file = join(paths.logs, newest, `${host}-${step}.log`);
      const text = await readFile(file, 'utf8').catch(() => '');
      const known = recognise(text);
      const about = { severity: 'error' as const, where: host };
      if (known.length === 0)
        return [
          {
            ...about,
            id: 'step-failed',
            what: `the last lab up stopped at ${step}`,
            why: `log: ${file}`,
            fix: 'lab up   goes on there',
          },
        ];
      return known.map(({ id, means, advice, line }) => ({
        ...about,
        id,
        what: `the last lab up stopped at ${step}: ${means}`,
        why: `"${line}"\nlog: ${file}`,
        fix: advice,
      }));
    }),
  );
  return found.flat();
}

async function wrongSizes({ dir, manifest }: NonNullable<Awaited<ReturnType<typeof findBundle>>>): Promise<string[]> {
  const files = Object.entries(manifest.parts).flatMap(([part, { files }]) => files.map((file) => ({ part, file })));
  const wrong = await Promise.all(
    files.map(async ({ part, file }) => {
      const stat = await lstat(join(dir, part, file.path)).catch(() => undefined);
      if (stat === undefined) return `${part}/${file.path}: missing`;
      return 'size' in file && stat.size !== file.size
        ? `${part}/${file.path}: ${stat.size} bytes, not ${file.size}`
        : undefined;
    }),
  );
  return wrong.filter((line) => line !== undefined);
}
