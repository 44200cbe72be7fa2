/** A root file system that is being made: what runs in it, and what is copied into it. */
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartContext } from '../part.js';

/**
 * Mounts /proc for the script alone and leaves the machine's network, processes and mounts out of its reach: what it starts ends
 * with it, and nothing stays mounted.
 */
const ENTER = 'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env --ignore-environment "$@"';
const NAMESPACES = ['--mount', '--pid', '--net', '--fork', '--kill-child'];
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin',
  HOME: '/root',
  LC_ALL: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
  // Units are enabled by writing links; there is no systemd to be told.
  SYSTEMD_OFFLINE: '1',
};

export class RootFs {
  constructor(
    readonly path: string,
    private readonly exec: PartContext['exec'],
  ) {}

  /** Run a bash script of ours as root inside. */
  async run(script: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
    const environment = Object.entries({ ...ENVIRONMENT, ...variables }).map(([name, value]) => `${name}=${value}`);
    // A file and not standard input, of which whatever the script calls could read a part.
    const inside = '/.script';
    await copyFile(script, join(this.path, inside));
    const output = await this.exec('unshare', [
      ...NAMESPACES,
      'sh',
      '-c',
      ENTER,
      this.path,
      ...environment,
      '/bin/bash',
      inside,
    ]);
    await rm(join(this.path, inside));
    return output;
  }

  /** Lay a tree of files over it, owned by root, readable by everybody, executable where they are executable in `source`. */
  async overlay(source: string, scratch: string): Promise<void> {
    await this.exec('cp', ['--recursive', '--no-target-directory', '--no-preserve=ownership', source, scratch]);
    await this.exec('chmod', ['--recursive', 'u=rwX,go=rX', scratch]);
    await this.exec('cp', ['--archive', '--no-target-directory', scratch, this.path]);
  }

  async copyIn(files: readonly string[], dir: string): Promise<void> {
    await this.exec('mkdir', ['--parents', join(this.path, dir)]);
    await this.exec('cp', ['--recursive', '--target-directory', join(this.path, dir), ...files]);
  }

  /** A second one with the same content, to be tried out and thrown away. */
  async copyTo(path: string): Promise<RootFs> {
    await this.exec('cp', ['--archive', '--reflink=auto', this.path, path]);
    return new RootFs(path, this.exec);
  }
}
