/** Debian's archive for the parts of a bundle, apart from the machine's own apt: own sources, own lists, nothing installed. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PartContext } from './part.js';
import { debianSources } from './sources.js';

export class DebianArchive {
  private constructor(
    private readonly dir: string,
    private readonly exec: PartContext['exec'],
  ) {}

  /** Fetch the package lists into the part's scratch folder; ten seconds. */
  static async open({ work, exec }: Pick<PartContext, 'work' | 'exec'>): Promise<DebianArchive> {
    const dir = join(work, 'apt');
    for (const folder of ['lists/partial', 'cache/archives/partial'])
      await mkdir(join(dir, folder), { recursive: true });
    await writeFile(join(dir, 'sources.list'), debianSources(await machineSources()));
    await writeFile(join(dir, 'nothing-installed'), '');
    await writeFile(join(dir, 'apt.conf'), configuration(dir));
    const archive = new DebianArchive(dir, exec);
    await archive.apt(['update']);
    return archive;
  }

  /** Unpack a source package into `target`; @returns its version. */
  async source(name: string, target: string): Promise<string> {
    const into = join(this.dir, 'source');
    await mkdir(into, { recursive: true });
    await this.apt(['source', '--download-only', name], into);
    const dsc = (await readdir(into)).find((file) => file.startsWith(`${name}_`) && file.endsWith('.dsc'));
    if (dsc === undefined) throw new Error(`apt-get source ${name} left no .dsc`);
    await this.exec('dpkg-source', ['--extract', join(into, dsc), target]);
    return basename(dsc, '.dsc').slice(name.length + 1);
  }

  /** Names of the packages that these need, themselves included, on a system that has nothing yet. */
  async dependencies(names: readonly string[]): Promise<string[]> {
    const nothing = ['-o', `Dir::State::status=${join(this.dir, 'nothing-installed')}`, '--no-install-recommends'];
    const uris = await this.apt([...nothing, '--print-uris', 'install', ...names]);
    // 'http://…/bash_5.2.15-2+b8_amd64.deb' bash_5.2.15-2+b8_amd64.deb 1490736 SHA256:…
    return [...uris.matchAll(/^'[^']+' ([^_\s]+)_\S+\.deb /gm)].map(([, name = '']) => name).sort();
  }

  /** Download packages, without what they depend on; @returns their .deb files, as named. */
  async download(names: readonly string[]): Promise<string[]> {
    const into = join(this.dir, 'debs');
    await mkdir(into, { recursive: true });
    await this.apt(['download', ...names], into);
    const files = await readdir(into);
    return names.map((name) => {
      const file = files.find((candidate) => candidate.startsWith(`${name}_`));
      if (file === undefined) throw new Error(`apt-get download ${name} left no .deb`);
      return join(into, file);
    });
  }

  private async apt(args: readonly string[], cwd: string = this.dir): Promise<string> {
    const env = { APT_CONFIG: join(this.dir, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
    return this.exec('apt-get', ['-q', ...args], { cwd, env });
  }
}

/** Package and version of a .deb file: `nginx-light 1.22.1-9+deb12u1`. */
export async function describeDeb(exec: PartContext['exec'], deb: string): Promise<string> {
  return exec('dpkg-deb', ['--show', '--showformat=${Package} ${Version}', deb]);
}

function configuration(dir: string): string {
  const settings = {
    'Dir::Etc::sourcelist': join(dir, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(dir, 'lists'),
    'Dir::Cache': join(dir, 'cache'),
    // The scratch folder may lie below a home that the user _apt cannot enter.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} "${value}";\n`)
    .join('');
}

/** The files that name the machine's package archives: their content by name. */
export async function machineSources(): Promise<Record<string, string>> {
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => []);
  const paths = [
    '/etc/apt/sources.list',
    ...parts.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `/etc/apt/sources.list.d/${name}`),
  ];
  const texts = await Promise.all(
    paths.map(async (path) => [basename(path), await readFile(path, 'utf8').catch(() => '')] as const),
  );
  return Object.fromEntries(texts);
}
