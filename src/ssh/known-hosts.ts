/**
 * The host keys of one lab, pinned at first contact. The file has OpenSSH's known_hosts form with the host's name as
 * alias, so that the system's ssh client reads the same pins (`HostKeyAlias`), and two labs at one address do not clash.
 */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { forbidden, writeAtomically } from '../state/atomic.js';
import { changeFile } from '../state/lock.js';

export class KnownHosts {
  constructor(readonly file: string) {}

  /** The pinned key blobs of a host, base64. */
  async pins(name: string): Promise<string[]> {
    return (await this.#lines()).filter((line) => line[0] === name).map((line) => line[2] ?? '');
  }

  async pin(name: string, key: Buffer): Promise<void> {
    const line = [name, keyType(key), key.toString('base64')];
    await this.#change((lines) => (lines.some((known) => known.join() === line.join()) ? lines : [...lines, line]));
  }

  /** Forget hosts that are made anew or gone; without names, all of them. */
  async forget(names?: readonly string[]): Promise<void> {
    if (names === undefined) return rm(this.file, { force: true });
    await this.#change((lines) => lines.filter((line) => !names.includes(line[0] ?? '')));
  }

  /** Hosts are met at the same time, and by commands side by side. */
  #change(change: (lines: string[][]) => string[][]): Promise<void> {
    return changeFile(this.file, async () => {
      const before = await this.#lines();
      const after = change(before);
      if (after.length !== before.length)
        await writeAtomically(this.file, after.map((line) => `${line.join(' ')}\n`).join(''));
    });
  }

  async #lines(): Promise<string[][]> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      return error.code === 'ENOENT' ? '' : forbidden(this.file, 'read')(error);
    });
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split(' '));
  }
}

/** An SSH public key blob begins with its type as a length-prefixed string (RFC 4253 §6.6). */
function keyType(key: Buffer): string {
  return key.toString('ascii', 4, 4 + key.readUInt32BE(0));
}

/** As `ssh-keygen -l` shows it: `ssh-ed25519 SHA256:…`. */
export function fingerprint(key: Buffer): string {
  return `${keyType(key)} SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
