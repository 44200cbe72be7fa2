/** What this machine knows of a lab, as texts by file name. */
import { readdir, readFile } from 'node:fs/promises';
import { cpus, freemem, release, totalmem, type as systemType, version } from 'node:os';
import { basename, join } from 'node:path';
import { PROJECT_ROOT } from '../../paths.js';
import { exec } from '../../process.js';
import type { OpenLab } from '../open.js';

/** Whoever helps looks at the last runs. */
const RUNS = { up: 3, test: 2 };

/** What is never taken: keys and the administrator's kubeconfig. */
export const NEVER = ['kubeconfig', '.vagrant (private keys)', 'private keys of any kind', 'content of Secrets'];

const TOOLS: Record<string, string[]> = {
  vagrant: ['vagrant', '--version'],
  plugins: ['vagrant', 'plugin', 'list'],
  VirtualBox: ['VBoxManage', '--version'],
  libvirt: ['virsh', '--version'],
  lxc: ['lxc-start', '--version'],
  curl: ['curl', '--version'],
};

export async function localTexts({ config, paths }: OpenLab, signal: AbortSignal): Promise<Map<string, string>> {
  const texts = new Map<string, string>([
    ['config.json', JSON.stringify(config, null, 2)],
    ['machine.txt', await machine(signal)],
  ]);
  const add = async (name: string, file: string) => texts.set(name, await readFile(file, 'utf8').catch(() => ''));
  for (const file of [paths.journal, paths.state, paths.knownHosts, paths.vagrantfile]) await add(basename(file), file);
  const logs = await readdir(paths.logs, { withFileTypes: true }).catch(() => []);
  for (const entry of logs) if (entry.isFile()) await add(`logs/${entry.name}`, join(paths.logs, entry.name));
  for (const [kind, count] of Object.entries(RUNS)) {
    const runs = logs.filter((entry) => entry.isDirectory() && entry.name.startsWith(`${kind}-`));
    const newest = runs
      .map(({ name }) => name)
      .sort()
      .slice(-count)
      .reverse();
    for (const run of newest) {
      const files = await readdir(join(paths.logs, run), { recursive: true, withFileTypes: true });
      for (const entry of files.filter((one) => one.isFile())) {
        const below = join(entry.parentPath, entry.name).slice(paths.logs.length + 1);
        await add(`logs/${below.replaceAll('\\', '/')}`, join(paths.logs, below));
      }
    }
  }
  return texts;
}

async function machine(signal: AbortSignal): Promise<string> {
  const { version: own } = JSON.parse(await readFile(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  const os = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const tools = await Promise.all(
    Object.entries(TOOLS).map(async ([name, argv]) => {
      const said = await exec(argv, { signal, timeoutMs: 20_000, env: { VAGRANT_CHECKPOINT_DISABLE: '1' } }).catch(
        () => undefined,
      );
      return `${name}: ${said === undefined ? 'not there' : said.stdout.trim()}`;
    }),
  );
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    `kube-classroom ${own}, Node.js ${process.version}`,
    `${systemType()} ${release()} ${process.arch} (${version()})`,
    /^PRETTY_NAME=.*$/m.exec(os)?.[0] ?? '',
    `${cpus().length} processors, memory ${gib(totalmem())}, free ${gib(freemem())}`,
    ...tools,
    ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'LANG', 'SHELL', 'TERM']
      .flatMap((name) => [name, name.toLowerCase()])
      .flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : [])),
  ].join('\n');
}
