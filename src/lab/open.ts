/** From the command line to a lab and its hosts. */
import type { FoundProvider, LoadedConfig } from '../config/load.js';
import type { KnownHosts } from '../ssh/known-hosts.js';
import type { SshHost } from '../ssh/ssh-host.js';
import type { Lab } from '../config/lab.js';
import type { Target } from '../target.js';
import type { Provider } from '../vagrant/provider.js';
import { LabError } from '../errors.js';
import { LabPaths } from '../paths.js';
import { isInside } from './netns.js';

export interface OpenLab extends Lab {
  readonly provider: Provider;
  /** Where each value of the config is from (config/load.ts). */
  readonly origins: LoadedConfig['origins'];
}

/** Which lab.yaml a command is about. */
export interface Where {
  /** As given by --config; undefined means lab.yaml, or the defaults without one. */
  configFile: string | undefined;
  signal: AbortSignal;
}

/**
 * @param options.machines whether the lab's machines are needed. Where they are not, a machine on which none could be made
 *   is good enough: the list of the exercises is to be had on any laptop
 * @throws LabError of the config, `E_NO_PROVIDER`
 */
export async function loadLabConfig({ configFile, signal }: Where, { machines = true } = {}): Promise<LoadedConfig> {
  const [{ loadConfigFile }, { ownAddresses }, { pastProxies }, { readState }] = await Promise.all([
    import('../config/load.js'),
    import('../config/own-addresses.js'),
    import('../proxy.js'),
    import('../state/state.js'),
  ]);
  const loaded = await loadConfigFile({
    file: configFile,
    cwd: process.cwd(),
    defaultProvider: async ({ name, dir }) => {
      const before = (await readState(new LabPaths(dir, name).state)).provider;
      if (before !== null) return { name: before, because: 'as it was made' };
      const { detectProvider } = await import('../vagrant/providers/index.js');
      const found = detectProvider(signal).then((name): FoundProvider => ({ name }));
      return machines ? found : found.catch(noneFound);
    },
  });
  // For this process and every program that it starts, from here on.
  Object.assign(process.env, pastProxies(process.env, ownAddresses(loaded.config)));
  return loaded;
}

async function noneFound(error: unknown): Promise<FoundProvider> {
  const { PROVIDERS } = await import('../config/schema.js');
  if (error instanceof LabError && error.code === 'E_NO_PROVIDER')
    return { name: PROVIDERS[0], because: 'nothing here can make machines; this one comes first' };
  throw error;
}

/** @throws LabError of the config, `E_NO_PROVIDER` */
export async function openLab(where: Where, options?: { machines?: boolean }): Promise<OpenLab> {
  const [{ config, dir, origins }, { providerNamed }] = await Promise.all([
    loadLabConfig(where, options),
    import('../vagrant/providers/index.js'),
  ]);
  return { config, origins, paths: new LabPaths(dir, config.name), provider: providerNamed(config.provider) };
}

/** Targets of the last `lab up`, if the machines in lab.yaml are still the same, or those that lab.yaml itself says. */
export async function knownTargets({ config, paths, provider }: OpenLab): Promise<Target[] | undefined> {
  if (provider.targets) return provider.targets({ config, paths });
  const { readState, rememberedTargets } = await import('../state/state.js');
  return rememberedTargets(await readState(paths.state), config);
}

/**
 * Targets of the last `lab up`, whatever lab.yaml says now, with those of hosts that it no longer has: enough for looking
 * at what is there, and for working with hosts that are still what they were.
 */
export async function lastTargets({ config, paths, provider }: OpenLab): Promise<Target[] | undefined> {
  if (provider.targets) return provider.targets({ config, paths });
  const { readState } = await import('../state/state.js');
  const { targets, provider: madeBy } = await readState(paths.state);
  return madeBy === null || madeBy === config.provider ? targets?.list : undefined;
}

/** @throws LabError `E_LAB_DOWN` */
export async function requireTargets(lab: OpenLab): Promise<Target[]> {
  const targets = (await lastTargets(lab)) ?? [];
  const unknown = lab.config.hosts.filter(({ name }) => !targets.some((target) => target.name === name));
  if (unknown.length === 0) return targets;
  throw labDown(lab, `nothing is known of a machine for ${unknown.map(({ name }) => name).join(', ')}`);
}

export async function requireTarget(lab: OpenLab, name: string): Promise<Target> {
  if (!lab.config.hosts.some((host) => host.name === name)) {
    throw new LabError({
      code: 'E_NO_SUCH_HOST',
      class: 'usage',
      what: `the lab has no host “${name}”`,
      fix: `one of: ${lab.config.hosts.map((host) => host.name).join(', ')}`,
    });
  }
  const target = (await requireTargets(lab)).find((candidate) => candidate.name === name);
  return target ?? Promise.reject(labDown(lab, `nothing is known of ${name}`));
}

export async function knownHosts({ paths }: Lab): Promise<KnownHosts> {
  const { KnownHosts } = await import('../ssh/known-hosts.js');
  return new KnownHosts(paths.knownHosts);
}

/**
 * Work with the lab's hosts, in the order of lab.yaml; their connections end with it.
 * A lab's addresses mean its hosts only inside its network: outside, nothing is contacted.
 * @param work its second argument: those of `targets` that lab.yaml no longer has
 */
export async function withHosts<T>(
  lab: OpenLab,
  targets: readonly Target[],
  work: (hosts: SshHost[], former: SshHost[]) => Promise<T>,
): Promise<T> {
  if (targets.length > 0 && !isInside(lab.provider.enter(lab)))
    throw new TypeError(`not inside the network of the lab ${lab.config.name}`);
  const [{ SshHost }, pins] = await Promise.all([import('../ssh/ssh-host.js'), knownHosts(lab)]);
  const hosts = lab.config.hosts.flatMap((host) => {
    const target = targets.find(({ name }) => name === host.name);
    return target ? [new SshHost(host, target, pins)] : [];
  });
  const former = targets
    .filter(({ name }) => !lab.config.hosts.some((host) => host.name === name))
    .map((target) => new SshHost({ name: target.name, ip: target.host, role: 'worker' }, target, pins));
  try {
    return await work(hosts, former);
  } finally {
    [...hosts, ...former].forEach((host) => host.close());
  }
}

export function labDown({ config }: Lab, why: string): LabError {
  return new LabError({
    code: 'E_LAB_DOWN',
    class: 'environment',
    what: `the lab ${config.name} is not up`,
    why,
    fix: 'lab up',
  });
}
