/** Everything that is wrong with a lab and with the machine it is on, as far as it can be seen from here. Reads only. */
import { setMaxListeners } from 'node:events';
import type { LabConfig, HostConfig } from '../../config/schema.js';
import { asLabError, LabError } from '../../errors.js';
import { findingOf, THIS_MACHINE, type Finding, type Severity } from '../../finding.js';
import { controlPlaneOf } from '../../host.js';
import type { SshHost } from '../../ssh/ssh-host.js';
import type { Target } from '../../target.js';
import { hasNetwork, isInside } from '../netns.js';
import { knownTargets, withHosts, type OpenLab } from '../open.js';
import { clusterFindings, nodeOf, readySince } from './cluster-findings.js';
import { lookAtCluster } from './cluster-look.js';
import { hostFindings } from './host-findings.js';
import { lookAtHost } from './host-look.js';
import { findings, look, type LookIo } from './look.js';
import { machineLooks } from './machine.js';

export interface Examination {
  lab: string;
  provider: string;
  /** Nothing of severity error was found. */
  ok: boolean;
  findings: Finding[];
}

/** A slow login is granted this, in milliseconds; a command after it the rest of what a look may take. */
const LOGIN_MS = 14_000;
const LOOK_MS = 26_000;
/** Whoever asks what is wrong does not wait longer. */
const ALL_MS = 28_000;

const ORDER: Severity[] = ['error', 'warning', 'info'];

/**
 * @param only names of hosts; empty: all of them, and this machine
 * @param env of the user's shell, as it was before lab excepted its own addresses from proxies
 * @throws LabError `E_NO_SUCH_HOST`, `E_INTERRUPTED`
 */
export async function examine(
  lab: OpenLab,
  { emit, signal }: Omit<LookIo, 'until'>,
  only: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Examination> {
  const { config } = lab;
  setMaxListeners(0, signal); // every look and every command of one listens
  const io = { emit, signal, until: Date.now() + ALL_MS };
  const hosts = config.hosts.filter(({ name }) => only.length === 0 || only.includes(name));
  const unknown = only.filter((name) => !hosts.some((host) => host.name === name));
  if (unknown.length > 0) throw noSuchHost(unknown, config);
  const { targets, found } = await reach(lab);
  const looked = await Promise.all([
    ...(only.length === 0 ? machineLooks(lab, targets.length > 0, env).map((one) => findings(one, io)) : []),
    live(lab, hosts, targets, io),
  ]);
  const all = [...found, ...looked.flat()].filter(
    ({ where }) => only.length === 0 || where === 'cluster' || only.includes(where),
  );
  const once = all.filter((one, i) => all.findIndex((other) => other.id === one.id && other.where === one.where) === i);
  const sorted = ORDER.flatMap((severity) => once.filter((one) => one.severity === severity));
  return {
    lab: config.name,
    provider: config.provider,
    ok: !sorted.some(({ severity }) => severity === 'error'),
    findings: sorted,
  };
}

function noSuchHost(names: readonly string[], config: LabConfig): LabError {
  return new LabError({
    code: 'E_NO_SUCH_HOST',
    class: 'usage',
    what: `the lab has no host “${names.join('”, “')}”`,
    fix: `one of: ${config.hosts.map(({ name }) => name).join(', ')}`,
  });
}

/** The way to the hosts; without one, why. */
async function reach(lab: OpenLab): Promise<{ targets: Target[]; found: Finding[] }> {
  const enter = lab.provider.enter(lab);
  const down = (what: string): Finding => ({
    id: 'lab-down',
    severity: 'info',
    where: THIS_MACHINE,
    what,
    fix: 'lab up',
  });
  try {
    const targets = await knownTargets(lab);
    if (targets === undefined)
      return {
        targets: [],
        found: [
          down(
            `the lab ${lab.config.name} is not made, or lab.yaml has other machines now: its hosts were not looked at`,
          ),
        ],
      };
    if (!hasNetwork(enter))
      return { targets: [], found: [down(`the lab ${lab.config.name} is not up: its network does not exist`)] };
    if (isInside(enter)) return { targets, found: [] };
    return {
      targets: [],
      found: [
        {
          id: 'not-looked-at',
          severity: 'warning',
          where: THIS_MACHINE,
          what: 'the hosts could not be looked at',
          why: 'only root may enter the network of a sealed lab',
          fix: 'sudo lab doctor',
        },
      ],
    };
  } catch (error) {
    return { targets: [], found: [findingOf(asLabError(error), THIS_MACHINE)] };
  }
}

/** What hosts and the cluster say. */
function live(lab: OpenLab, wanted: readonly HostConfig[], targets: readonly Target[], io: LookIo): Promise<Finding[]> {
  if (targets.length === 0) return Promise.resolve([]);
  const { config } = lab;
  return withHosts(lab, targets, async (hosts) => {
    const silent: Finding[] = [];
    const answering = (
      await Promise.all(
        hosts.map(async (host) => {
          const needed = host.role === 'control-plane' || wanted.some(({ name }) => name === host.name);
          if (!needed) return [];
          const refusal = await login(host, io);
          if (refusal) silent.push(refusal);
          return refusal ? [] : [host];
        }),
      )
    ).flat();
    const controlPlane = answering.find(({ role }) => role === 'control-plane');
    const asking = controlPlane
      ? look(
          {
            title: 'the cluster',
            where: 'cluster',
            within: LOOK_MS,
            work: (signal) => lookAtCluster(controlPlane, signal),
          },
          io,
        )
      : Promise.resolve(undefined);
    const lookingAtHosts = answering.flatMap((host) => {
      const about = wanted.find(({ name }) => name === host.name);
      if (!about) return [];
      const work = (signal: AbortSignal) => lookAtHost(host, config, signal);
      const looking = look({ title: 'the host', where: host.name, within: LOOK_MS, work }, io);
      return [looking.then((looked) => ({ about, looked }))];
    });
    const [cluster, seenHosts] = await Promise.all([asking, Promise.all(lookingAtHosts)]);
    const clusterSeen = cluster && 'seen' in cluster ? cluster.seen : undefined;
    const ofHosts = seenHosts.flatMap(({ about, looked }) => {
      if ('unseen' in looked) return [looked.unseen];
      const since = clusterSeen && readySince(nodeOf(clusterSeen, config, about));
      return hostFindings(looked.seen, { host: about, ready: since === undefined ? undefined : { since } });
    });
    const logs = new Map(seenHosts.flatMap(({ looked }) => ('seen' in looked ? [...looked.seen.containerLogs] : [])));
    const ofCluster =
      cluster === undefined
        ? notAsked(config)
        : 'seen' in cluster
          ? clusterFindings(cluster.seen, config, logs)
          : [cluster.unseen];
    return [...silent, ...ofHosts, ...ofCluster];
  });
}

/** Why a host does not let us in; undefined when it does. */
async function login(host: SshHost, io: LookIo): Promise<Finding | undefined> {
  const looked = await look(
    {
      title: 'the login',
      where: host.name,
      within: LOGIN_MS + 2_000,
      work: async (within) => {
        await host.connect({ signal: within, answerMs: LOGIN_MS });
        const { exitCode } = await host.run(['true'], { signal: within, timeoutMs: LOGIN_MS });
        return exitCode;
      },
    },
    io,
  );
  if ('seen' in looked) return undefined;
  return {
    ...looked.unseen,
    id: 'host-silent',
    severity: 'error',
    what: 'the host does not let lab in',
    fix: looked.unseen.fix ?? 'lab status',
  };
}

function notAsked(config: LabConfig): Finding[] {
  return [
    {
      id: 'not-looked-at',
      severity: 'warning',
      where: 'cluster',
      what: 'the cluster could not be looked at',
      why: `${controlPlaneOf(config.hosts).name} does not let lab in`,
    },
  ];
}
