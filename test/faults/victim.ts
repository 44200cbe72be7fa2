/** The lab that it is done to: a control plane and a worker, the `lab` command as a user runs it, and ways to do it harm. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { loadConfigFile } from '../../src/config/load.js';
import { LabPaths, PROJECT_ROOT } from '../../src/paths.js';
import type { JournalEntry } from '../../src/provision/journal.js';
import { sealedId } from '../../src/sealed/network.js';
import { must } from './verdict.js';

const CLI = join(PROJECT_ROOT, 'dist/src/cli/index.js');
export const GATEWAY = '10.66.6.1';
const LAB_YAML = `
name: victim
provider: lxc
network: { subnet: 10.66.6.0/24 }
hosts:
  - { name: cp, ip: 10.66.6.10, role: control-plane }
  - { name: w1, ip: 10.66.6.20 }
`;
/** No command of lab may take longer, whatever is done to it. */
const LIMIT_MS = 20 * 60_000;

export interface Outcome {
  exitCode: number | null;
  /** Standard output and error, as they came. */
  said: string;
  ms: number;
}

/** A command of lab that runs. */
export interface Running {
  readonly pid: number;
  readonly outcome: Promise<Outcome>;
  /** kill -9 of the command and of the command inside the network, as the kernel does it when memory is gone; not of Vagrant. */
  kill(): void;
  interrupt(): void;
}

export class Victim {
  readonly dir = mkdtempSync(join(tmpdir(), 'lab-faults-'));
  /** Everything that any command has said. */
  transcript = '';
  paths!: LabPaths;
  namespace = '';
  private readonly running = new Set<Running>();

  async prepare(): Promise<void> {
    this.configure('');
    const { config, dir } = await loadConfigFile({
      file: 'lab.yaml',
      cwd: this.dir,
      defaultProvider: () => ({ name: 'lxc' }),
    });
    this.paths = new LabPaths(dir, config.name);
    this.namespace = sealedId({ config, paths: this.paths });
  }

  /** lab.yaml with these lines added. */
  configure(more: string): void {
    writeFileSync(join(this.dir, 'lab.yaml'), LAB_YAML + more);
  }

  start(args: readonly string[], env: Record<string, string> = {}): Running {
    const started = performance.now();
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: this.dir,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        this.transcript += chunk.toString();
      });
    }
    const signalGroup = (name: NodeJS.Signals) => {
      try {
        process.kill(-child.pid!, name);
      } catch {
        // It has ended by itself.
      }
    };
    const limit = setTimeout(() => signalGroup('SIGKILL'), LIMIT_MS);
    const outcome = new Promise<Outcome>((resolve) =>
      // exit and not close: what a killed command leaves running may keep its output open.
      child.once('exit', (exitCode) =>
        setTimeout(() => resolve({ exitCode, said, ms: performance.now() - started }), 100),
      ),
    ).finally(() => {
      clearTimeout(limit);
      this.running.delete(running);
    });
    const running: Running = {
      pid: child.pid!,
      outcome,
      kill: () => signalGroup('SIGKILL'),
      interrupt: () => void child.kill('SIGINT'),
    };
    this.running.add(running);
    return running;
  }

  lab(...args: string[]): Promise<Outcome> {
    return this.start(args).outcome;
  }

  /** A command that must succeed. */
  async succeeds(...args: string[]): Promise<Outcome> {
    const outcome = await this.lab(...args);
    must(outcome.exitCode === 0, `lab ${args.join(' ')} must succeed`, `exit ${outcome.exitCode} ${outcome.said}`);
    return outcome;
  }

  /** A command that meets the fault: it may come through or fail, but in words and with the exit code of their class. */
  async copes(outcome: Promise<Outcome>): Promise<Outcome> {
    const { exitCode, said, ms } = await outcome;
    must(
      [0, 1, 3, 4, 5, 130].includes(exitCode ?? -1),
      'lab must come through, or fail in words',
      `exit ${exitCode} ${said}`,
    );
    must(!/E_BUG|this is a bug|\n\s+at \S+ \(/.test(said), 'no bug and no stack trace', said);
    return { exitCode, said, ms };
  }

  /** The lab is as it must be: nothing to change, and the suites pass. @param grep only these, where the fault could not touch others */
  async isWell(grep?: string): Promise<void> {
    const up = await this.succeeds('up');
    must(up.said.includes('is up'), 'lab up says that the lab is up', up.said);
    const again = await this.succeeds('up');
    must(again.said.includes('nothing to change'), 'the second lab up has nothing to change', again.said);
    await this.succeeds('test', ...(grep === undefined ? [] : ['--grep', grep]));
  }

  journal(): JournalEntry[] {
    if (!existsSync(this.paths.journal)) return [];
    return readFileSync(this.paths.journal, 'utf8')
      .split('\n')
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as JournalEntry];
        } catch {
          return []; // cut by a kill
        }
      });
  }

  /** Wait until the journal of the run that is under way says it, or the command has ended. @returns whether it was said */
  async reaches(running: Running, when: (entry: JournalEntry) => boolean, from: number): Promise<boolean> {
    let ended = false;
    void running.outcome.then(() => (ended = true));
    for (;;) {
      if (this.journal().slice(from).some(when)) return true;
      if (ended) return false;
      await sleep(25);
    }
  }

  /** Run something on a host behind lab's back, also where sshd is gone: bash, as root. */
  async onHost(host: string, script: string): Promise<string> {
    const container = `${this.namespace}-${host}`;
    const { stdout } = await execa(
      'ip',
      ['netns', 'exec', this.namespace, 'lxc-attach', '-n', container, '--clear-env', '--', 'bash', '-c', script],
      { reject: false, stdin: 'ignore', timeout: 120_000 },
    );
    return stdout;
  }

  /** In the lab's network, outside its hosts. */
  async inNetwork(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    const {
      exitCode = 128,
      stdout,
      stderr,
    } = await execa('ip', ['netns', 'exec', this.namespace, ...argv], {
      reject: false,
      stdin: 'ignore',
      timeout: 120_000,
    });
    return { exitCode, stdout, stderr };
  }

  /** Take it down whatever state it is in, and remove the folder. */
  async remove(): Promise<void> {
    for (const running of this.running) running.kill();
    const down = await this.lab('down', '--yes');
    must(down.exitCode === 0, 'lab down --yes must succeed', down.said);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
