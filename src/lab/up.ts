/** The machines of a lab: made where they are missing, started where they are off, and how they are reached is remembered. */
import { existsSync } from 'node:fs';
import type { ProviderIo } from '../vagrant/provider.js';
import { knownHosts, type OpenLab } from './open.js';

/** @throws LabError of the provider */
export async function makeHosts(lab: OpenLab, io: ProviderIo): Promise<void> {
  const { provider, config, paths } = lab;
  const { targetsOf, updateState } = await import('../state/state.js');
  io.emit({ type: 'phase', title: 'Machines' });
  await provider.prepare(lab, io);
  await updateState(paths.state, { provider: config.provider });
  // A machine that is made anew has a new host key, rightly.
  if (existsSync(paths.knownHosts)) {
    const states = await provider.status(lab, io);
    const absent = config.hosts.map(({ name }) => name).filter((name) => states[name] === 'absent');
    await (await knownHosts(lab)).forget(absent);
  }
  const targets = await provider.up(lab, io);
  await updateState(paths.state, { targets: targetsOf(config, targets) });
}
