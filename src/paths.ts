import { homedir, userInfo } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder: where provision/, labs/ and Vagrantfile.tmpl are. This file runs as dist/src/paths.js. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The user's own folder; the root of all where HOME says nothing of use and the system knows no such user. */
export function homeFolder(): string {
  for (const ask of [homedir, () => userInfo().homedir]) {
    try {
      if (isAbsolute(ask())) return ask();
    } catch {
      // A container's user often has a number and nothing else.
    }
  }
  return resolve('/');
}

const XDG_CACHE = process.env['XDG_CACHE_HOME'] ?? '';

/** What is expensive to make is kept here, keyed by what it was made from. A relative XDG_CACHE_HOME counts as none, as XDG wants it. */
export const CACHE_ROOT = join(isAbsolute(XDG_CACHE) ? XDG_CACHE : join(homeFolder(), '.cache'), 'kube-classroom');

/** The files of one lab, below the folder that holds its lab.yaml. */
export class LabPaths {
  readonly root: string;

  constructor(configDir: string, name: string) {
    this.root = join(configDir, '.lab', name);
  }

  get vagrantfile() {
    return join(this.root, 'Vagrantfile');
  }
  get kubeconfig() {
    return join(this.root, 'kubeconfig');
  }
  get knownHosts() {
    return join(this.root, 'known_hosts');
  }
  get state() {
    return join(this.root, 'state.json');
  }
  get progress() {
    return join(this.root, 'progress.json');
  }
  get journal() {
    return join(this.root, 'journal.jsonl');
  }
  get lock() {
    return join(this.root, 'lock');
  }
  /** One file per program that changes the machines now. */
  get atWork() {
    return join(this.root, 'at-work');
  }
  get logs() {
    return join(this.root, 'logs');
  }
}
