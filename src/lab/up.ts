/** The machines of a lab: made where they are missing, started where they are off, and how they are reached is remembered. */
import { existsSync } from 'node:fs';
import type { ProviderIo } from '../vagrant/provider.js';
import { knownHosts, type OpenLab } from './open.js';

/** What exists is compared with lab.yaml: a host that it no longer names is told of and left alone. */
export async function lookAtWhatExists(lab: OpenLab, { emit }: Pick<ProviderIo, 'emit'>): Promise<void> {
  for (const name of notNamed(lab, await lab.provider.made(lab))) {
    emit({
      type: 'notice',
      level: 'warning',
      text: `${name} exists and lab.yaml does not name it: it stays as it is; lab down removes it with the rest of the lab`,
    });
  }
}

/** Those of some names that no host of lab.yaml has. */
export function notNamed({ config }: Pick<OpenLab, 'config'>, names: readonly string[]): string[] {
  return names.filter((name) => !config.hosts.some((host) => host.name === name));
}

/** @throws LabError of the provider */
export async function makeHosts(lab: OpenLab, io: ProviderIo): Promise<void> {
  const { provider, config, paths } = lab;
  const [{ targetsOf, updateState }, { endLeftovers }] = await Promise.all([
    import('../state/state.js'),
    import('../vagrant/at-work.js'),
  ]);
  io.emit({ type: 'phase', title: 'Machines' });
  await endLeftovers(lab, io);
  await provider.prepare(lab, io);
  await updateState(paths.state, { provider: config.provider });
  // A machine that is made anew has a new host key, rightly.
  if (existsSync(paths.knownHosts)) {
    const made = await provider.inventory(lab, io);
    const absent = config.hosts
      .map(({ name }) => name)
      .filter((name) => !made.some((machine) => machine.name === name));
    await (await knownHosts(lab)).forget(absent);
  }
  const targets = await provider.up(lab, io);
  await updateState(paths.state, { targets: targetsOf(config, targets) });
}
