import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Lab } from '../config/lab.js';
import type { ProviderName } from '../config/schema.js';
import { LabError } from '../errors.js';
import { task, type TaskHandle } from '../events.js';
import { appendToLog } from '../log-file.js';
import { exec, lastLines, type ExecResult } from '../process.js';
import type { Environment } from '../proxy.js';
import type { Target } from '../target.js';
import { execAtWork } from './at-work.js';
import { translateVagrantError } from './errors.js';
import { parseMachineReadable, type MachineReadableLine } from './machine-readable.js';
import type { Machine, ProviderIo } from './provider.js';
import { parseSshConfig } from './ssh-config.js';

/** What a lab's Vagrant commands share. */
export interface VagrantOptions {
  provider: ProviderName;
  /** Words before `vagrant`, to run it where the lab's addresses are. */
  enter?: readonly string[];
}

/** Variables that would lead Vagrant to other files, another provider or other plugins than the lab's, or do nothing but get in the way. */
function environment(provider?: ProviderName): Environment {
  const home = process.env['VAGRANT_HOME'];
  return {
    VAGRANT_CWD: undefined,
    VAGRANT_DOTFILE_PATH: undefined,
    VAGRANT_VAGRANTFILE: undefined,
    VAGRANT_DEFAULT_PROVIDER: provider, // one that does not exist stops even `vagrant status`
    VAGRANT_NO_PLUGINS: undefined, // the provider may be one
    VAGRANT_FORCE_COLOR: undefined,
    VAGRANT_HOME: home && resolve(home), // meant from where the user is, not from where we start Vagrant
    VAGRANT_CHECKPOINT_DISABLE: '1', // no news about new versions
    SSH_AUTH_SOCK: '', // a loaded agent's keys can use up the server's patience before the right one
  };
}

/** What VAGRANT_LOG adds to standard error; it stays in the log, and is no reason for a failure. */
const LOG_LINE = /^ *(DEBUG|INFO|WARN|ERROR) [\w.-]+: .*$/gm;

/** The Vagrant command line in one lab's folder. */
export class Vagrant {
  constructor(
    private readonly lab: Lab,
    private readonly options: VagrantOptions,
  ) {}

  /** Bring every host up. One task per host, its progress being what Vagrant says about it; everything goes to the log. */
  async up(io: ProviderIo): Promise<void> {
    const hosts = this.lab.config.hosts.map((host) => host.name);
    const open = new Map<string, { handle: TaskHandle; done: () => void; fail: (error: Error) => void }>();
    const tasks = hosts.map((host) =>
      task(
        io.emit,
        { title: 'Start the machine', host },
        (handle) => new Promise<void>((done, fail) => open.set(host, { handle, done, fail })),
      ),
    );
    const settled = Promise.allSettled(tasks);
    try {
      await this.run(['up', ...hosts, `--provider=${this.options.provider}`], io, ({ target, type, data }) => {
        const host = open.get(target);
        if (type === 'ui') host?.handle.progress(withoutTarget(data.at(-1) ?? '', target));
        if (type === 'action' && data[0] === 'up' && data[1] === 'end') host?.done();
      });
      open.forEach(({ done }) => done());
    } catch (error) {
      open.forEach(({ fail }) => fail(error as Error));
      throw error;
    } finally {
      await settled;
    }
  }

  /** By name, of those that exist; the Vagrantfile must know them. */
  async states(names: readonly string[], io: Pick<ProviderIo, 'signal'>): Promise<Map<string, Machine['state']>> {
    const states = new Map<string, Machine['state']>();
    await this.run(['status', ...names], io, ({ target, type, data: [state = ''] }) => {
      if (type === 'state' && state !== 'not_created') states.set(target, state === 'running' ? 'running' : 'stopped');
    });
    return states;
  }

  async destroy(
    names: readonly string[],
    io: Pick<ProviderIo, 'signal'>,
    onText: (text: string) => void,
  ): Promise<void> {
    await this.run(['destroy', '--force', ...names], io, ({ type, target, data }) => {
      if (type === 'ui') onText(`${target}: ${data.at(-1) ?? ''}`);
    });
  }

  async targets(io: Pick<ProviderIo, 'signal'>): Promise<Target[]> {
    const args = ['ssh-config', ...this.lab.config.hosts.map(({ name }) => name)];
    const result = await this.exec(args, io);
    if (result.exitCode !== 0) throw this.failure(args, result, []);
    return parseSshConfig(result.stdout);
  }

  private async run(
    args: string[],
    io: Pick<ProviderIo, 'signal'>,
    onEvent: (line: MachineReadableLine) => void,
  ): Promise<void> {
    const errors: string[] = [];
    mkdirSync(this.lab.paths.logs, { recursive: true });
    const result = await this.exec([...args, '--machine-readable'], io, (line) => {
      const parsed = parseMachineReadable(line);
      const text = parsed?.type === 'ui' ? `${parsed.target}: ${parsed.data.at(-1) ?? ''}` : line;
      appendToLog(this.logFile, `${new Date().toISOString()} ${text}\n`);
      if (!parsed) return;
      if (parsed.type === 'error-exit') errors.push(parsed.data.slice(1).join('\n'));
      onEvent(parsed);
    });
    if (result.exitCode !== 0) throw this.failure(args, result, errors);
  }

  private async exec(
    args: string[],
    io: Pick<ProviderIo, 'signal'>,
    onLine?: (line: string) => void,
  ): Promise<ExecResult> {
    const changes = ['up', 'destroy'].includes(args[0] ?? '');
    const run = changes ? execAtWork.bind(undefined, this.lab) : exec;
    try {
      return await run([...(this.options.enter ?? []), 'vagrant', ...args], {
        cwd: this.lab.paths.root,
        env: environment(this.options.provider),
        signal: io.signal,
        ...(onLine && { onLine }),
      });
    } catch (error) {
      if (error instanceof LabError && error.code === 'E_TOOL_MISSING') throw vagrantMissing();
      throw error;
    }
  }

  private get logFile(): string {
    return join(this.lab.paths.logs, 'vagrant.log');
  }

  private failure(args: string[], result: ExecResult, errors: string[]): LabError {
    const said =
      errors.join('\n') || lastLines(result.stderr.replace(LOG_LINE, ''), 12) || lastLines(result.stdout, 12);
    return translateVagrantError(said, {
      command: `vagrant ${args.join(' ')}`,
      exitCode: result.exitCode,
      logFile: this.logFile,
    });
  }
}

/** The first line of what Vagrant says about a machine, without the name that it puts before every line. */
function withoutTarget(text: string, target: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.replace(/^==> /, '').replace(`${target}: `, '').trim();
}

function vagrantMissing(): LabError {
  return new LabError({
    code: 'E_VAGRANT_MISSING',
    class: 'environment',
    what: 'Vagrant is not installed',
    why: "the lab's machines are made by `vagrant up`",
    fix:
      'install Vagrant ≥ 2.3: `apt-get install vagrant` on Debian and Ubuntu, `brew install --cask vagrant` on macOS,\n' +
      'or the package from https://developer.hashicorp.com/vagrant/install',
  });
}

/** @throws LabError E_VAGRANT_MISSING, E_VAGRANT_PLUGIN */
export async function requireVagrant(signal: AbortSignal, plugin?: string): Promise<void> {
  const args = plugin === undefined ? ['--version'] : ['plugin', 'list'];
  let result: ExecResult;
  try {
    result = await exec(['vagrant', ...args], { signal, env: environment(), timeoutMs: 60_000 });
  } catch (error) {
    if (error instanceof LabError && error.code === 'E_TOOL_MISSING') throw vagrantMissing();
    throw error;
  }
  if (plugin !== undefined && !result.stdout.split('\n').some((line) => line.startsWith(`${plugin} `))) {
    throw new LabError({
      code: 'E_VAGRANT_PLUGIN',
      class: 'environment',
      what: `Vagrant's plugin ${plugin} is not installed`,
      fix: `install it with \`vagrant plugin install ${plugin}\` (Debian and Ubuntu also have it as the package ${plugin})`,
    });
  }
}
