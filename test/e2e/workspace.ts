/** A folder with a lab.yaml of its own, and the `lab` command run in it as a user would. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, type ResultPromise } from 'execa';
import { PROJECT_ROOT } from '../../src/paths.js';

export interface Outcome {
  exitCode: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
}

const CLI = join(PROJECT_ROOT, 'dist/src/cli/index.js');

export class Workspace {
  readonly dir: string;
  private readonly running = new Set<ResultPromise>();

  constructor(
    readonly name: string,
    labYaml: string,
  ) {
    this.dir = mkdtempSync(join(tmpdir(), `lab-e2e-${name}-`));
    writeFileSync(join(this.dir, 'lab.yaml'), labYaml);
  }

  /** Start `lab …`; what it says is shown as it comes, so that a CI log tells where a run is. */
  start(...args: string[]) {
    process.stdout.write(`\n    [${this.name}] $ lab ${args.join(' ')}\n`);
    const child = this.startQuietly(...args);
    for (const from of ['stdout', 'stderr'] as const) {
      void (async () => {
        for await (const line of child.iterable({ from })) process.stdout.write(`    [${this.name}] ${line}\n`);
      })().catch(() => undefined); // killed on purpose
    }
    return child;
  }

  /** Start it without showing what it says: for commands that print a secret. */
  startQuietly(...args: string[]) {
    const child = execa(process.execPath, [CLI, ...args], {
      cwd: this.dir,
      reject: false,
      stdin: 'ignore',
      timeout: 55 * 60_000,
      env: { NO_COLOR: '1' },
    });
    this.running.add(child);
    void child.finally(() => this.running.delete(child));
    return child;
  }

  async lab(...args: string[]): Promise<Outcome> {
    const { exitCode, signal, stdout, stderr } = await this.start(...args);
    return { exitCode, signal, stdout, stderr };
  }

  /** Run a command that must succeed and prints JSON. */
  async json<T>(...args: string[]): Promise<T> {
    const outcome = await this.lab(...args, '--json');
    if (outcome.exitCode !== 0)
      throw new Error(`lab ${args.join(' ')} --json: exit code ${outcome.exitCode}\n${outcome.stderr}`);
    return JSON.parse(outcome.stdout) as T;
  }

  /** Take the lab down whatever state it is in, and remove the folder. */
  async remove(): Promise<void> {
    for (const child of this.running) child.kill('SIGKILL');
    const down = await this.lab('down', '--yes');
    if (down.exitCode !== 0) throw new Error(`lab down --yes failed:\n${down.stderr}`);
    rmSync(this.dir, { recursive: true, force: true });
  }
}
