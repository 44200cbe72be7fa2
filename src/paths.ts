import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder: where provision/, labs/ and Vagrantfile.tmpl are. This file runs as dist/src/paths.js. */
export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What is expensive to make is kept here, keyed by what it was made from. */
export const CACHE_ROOT = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kube-classroom');

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
