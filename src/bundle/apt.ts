/** Debian's archive for the parts of a bundle, apart from the machine's own apt: own sources, own lists, nothing installed. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../errors.js';
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
    for (const folder of ['lists/partial', 'archives/partial']) await mkdir(join(dir, folder), { recursive: true });
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

  /** Download packages without what they depend on; @returns their .deb files. */
  async download(names: readonly string[]): Promise<string[]> {
    const into = join(this.dir, `download-${names[0]}`);
    await mkdir(into, { recursive: true });
    await this.apt(['download', ...names], into);
    return debsIn(into);
  }

  /** Download packages with all that they depend on, as onto an empty system; @returns the .deb files. */
  async downloadWithDependencies(names: readonly string[]): Promise<string[]> {
    const into = join(this.dir, `closure-${names[0]}`);
    await mkdir(join(into, 'partial'), { recursive: true });
    const nothing = ['-o', `Dir::State::status=${join(this.dir, 'nothing-installed')}`, '-o', `Dir::Cache::archives=${into}`];
    await this.apt([...nothing, '-y', '--no-install-recommends', '--download-only', 'install', ...names]);
    return debsIn(into);
  }

  private async apt(args: readonly string[], cwd: string = this.dir): Promise<void> {
    const env = { APT_CONFIG: join(this.dir, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
    await this.exec('apt-get', ['-q', ...args], { cwd, env });
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
    'Dir::Cache::archives': join(dir, 'archives'),
    // The scratch folder may lie below a home that the user _apt cannot enter.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  return Object.entries(settings).map(([key, value]) => `${key} "${value}";\n`).join('');
}

async function machineSources(): Promise<Record<string, string>> {
  const parts = await readdir('/etc/apt/sources.list.d').catch(() => []);
  const paths = ['/etc/apt/sources.list', ...parts.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `/etc/apt/sources.list.d/${name}`)];
  const texts = await Promise.all(paths.map(async (path) => [basename(path), await readFile(path, 'utf8').catch(() => '')] as const));
  return Object.fromEntries(texts);
}

async function debsIn(dir: string): Promise<string[]> {
  const debs = (await readdir(dir)).filter((name) => name.endsWith('.deb')).sort();
  if (debs.length > 0) return debs.map((name) => join(dir, name));
  throw new LabError({ code: 'E_APT', class: 'environment', what: `apt-get downloaded no package into ${dir}` });
}
