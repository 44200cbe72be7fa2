/** Machines that are there already: nothing is made and nothing removed, ssh reaches them as lab.yaml says. */
import type { Provider } from '../provider.js';

export const existing: Provider = {
  name: 'existing',
  requirements: () => [],
  prepare: () => Promise.resolve(),
  targets: ({ config: { hosts, ssh } }) => {
    const { user, port, identityFile } = ssh;
    const identityFiles = identityFile === null ? [] : [identityFile];
    return hosts.map(({ name, ip }) => ({ name, host: ip, port, user, identityFiles }));
  },
  up: (lab) => Promise.resolve(existing.targets?.(lab) ?? []),
  made: () => Promise.resolve([]),
  inventory: ({ config }) =>
    Promise.resolve(config.hosts.map(({ name }) => ({ name, state: 'running', memory: null }))),
  down: (_lab, { emit }) => {
    emit({
      type: 'notice',
      level: 'info',
      text: "the machines are yours and stay as they are; only the lab's own files are removed",
    });
    return Promise.resolve();
  },
  vagrantfile: () => Promise.resolve(undefined),
  enter: () => [],
};
