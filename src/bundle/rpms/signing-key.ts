/** The key that a bundle's packages are signed with. It lives as long as the part is being built: nobody can sign for this bundle later. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartContext } from '../part.js';

const USER_ID = 'kube-classroom bundle (one key per bundle)';
const GPG = '/usr/bin/gpg';
/** A bundle is built on Linux, where this is there; TMPDIR may be as deep as the cache. */
const SHORT = '/tmp';

export class SigningKey {
  private constructor(
    private readonly home: string,
    private readonly exec: PartContext['exec'],
    /** File with the public half, ASCII-armoured. */
    readonly publicKey: string,
    readonly fingerprint: string,
  ) {}

  /** Make a key in `work`, hand it to `use`, and destroy it, whatever happens. */
  static async with<T>(
    { work, exec }: Pick<PartContext, 'work' | 'exec'>,
    use: (key: SigningKey) => Promise<T>,
  ): Promise<T> {
    const folder = join(work, 'gnupg');
    await mkdir(folder, { mode: 0o700 });
    // Its agent listens at a socket in there, whose path may have 107 characters; that of a user's cache may be longer.
    const near = await mkdtemp(join(SHORT, 'lab-gpg-'));
    const home = join(near, 'home');
    await symlink(folder, home);
    const gpg = (...args: string[]) => exec(GPG, ['--batch', '--quiet', '--homedir', home, ...args]);
    try {
      // RSA, because rpm of EL8 knows no elliptic curves; a key without a passphrase, because it is gone in a minute.
      await gpg(
        '--pinentry-mode',
        'loopback',
        '--passphrase',
        '',
        '--quick-generate-key',
        USER_ID,
        'rsa3072',
        'sign',
        'never',
      );
      const publicKey = join(work, 'public-key.asc');
      await writeFile(publicKey, `${await gpg('--armor', '--export')}\n`);
      const fingerprint = /^fpr:+(\w+):$/m.exec(await gpg('--with-colons', '--list-keys'))?.[1] ?? '';
      return await use(new SigningKey(home, exec, publicKey, fingerprint));
    } finally {
      // gpg leaves an agent that would hold the key, and the folder, after us. It also ends by itself when its folder is gone.
      await exec('gpgconf', ['--homedir', home, '--kill', 'all']).catch(() => undefined);
      await rm(near, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Sign packages in place. */
  async signPackages(rpms: readonly string[]): Promise<void> {
    const macros = { __gpg: GPG, _gpg_path: this.home, _gpg_name: this.fingerprint, _gpg_digest_algo: 'sha256' };
    const defines = Object.entries(macros).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
    await this.exec('rpmsign', [...defines, '--addsign', ...rpms]);
  }

  /** Write a detached, ASCII-armoured signature beside a file. */
  async signFile(file: string): Promise<void> {
    await this.exec(GPG, [
      '--batch',
      '--homedir',
      this.home,
      '--armor',
      '--detach-sign',
      '--output',
      `${file}.asc`,
      file,
    ]);
  }
}
