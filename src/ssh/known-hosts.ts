/**
 * The host keys of one lab, pinned at first contact. The file has OpenSSH's known_hosts form with the host's name as
 * alias, so that the system's ssh client reads the same pins (`HostKeyAlias`), and two labs at one address do not clash.
 */
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export class KnownHosts {
  constructor(readonly file: string) {}

  /** The pinned key blobs of a host, base64. */
  async pins(name: string): Promise<string[]> {
    return (await this.#lines()).filter((line) => line[0] === name).map((line) => line[2] ?? '');
  }

  async pin(name: string, key: Buffer): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true });
    await appendFile(this.file, `${name} ${keyType(key)} ${key.toString('base64')}\n`, { mode: 0o600 });
  }

  /** Forget hosts that are made anew or gone; without names, all of them. */
  async forget(names?: readonly string[]): Promise<void> {
    if (names === undefined) return rm(this.file, { force: true });
    const lines = await this.#lines();
    const kept = lines.filter((line) => !names.includes(line[0] ?? ''));
    if (kept.length < lines.length)
      await writeFile(this.file, kept.map((line) => `${line.join(' ')}\n`).join(''), { mode: 0o600 });
  }

  async #lines(): Promise<string[][]> {
    const text = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
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
