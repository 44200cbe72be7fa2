/** A Host that is this machine: scripts really run in bash, in a folder of their own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '../../../src/errors.js';
import type { CommandResult, Host, Role, RunOptions } from '../../../src/host.js';
import { readSteps, type StepBook } from '../../../src/provision/steps.js';

export class LocalHost implements Host {
  readonly ip = '127.0.0.1';
  /** Where its commands run; steps of the tests leave their marks there. */
  readonly folder: string;
  /** Every script that was run, in order. */
  readonly scripts: string[] = [];

  constructor(
    readonly name: string,
    readonly role: Role,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), `host-${name}-`));
  }

  script(text: string, options: Omit<RunOptions, 'input'> = {}): Promise<CommandResult> {
    this.scripts.push(text);
    return this.run(['bash', '-s'], { ...options, input: text });
  }

  run(
    [file, ...args]: readonly string[],
    { input = '', timeoutMs = 10_000, signal, onLine }: RunOptions = {},
  ): Promise<CommandResult> {
    if (signal?.aborted) return Promise.reject(interrupted());
    const started = performance.now();
    const child = spawn(file!, args, { cwd: this.folder, detached: true });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      let partial = '';
      child[stream].setEncoding('utf8').on('data', (data: string) => {
        text[stream] += data;
        const lines = (partial + data).split('\n');
        partial = lines.pop() ?? '';
        lines.forEach((line) => onLine?.(line, stream));
      });
    }
    child.stdin.on('error', () => undefined); // the script may end before it has read all of it
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
      const end = (error: LabError) => {
        process.kill(-child.pid!, 'SIGKILL');
        reject(error);
      };
      const timer = setTimeout(
        () => end(new LabError({ code: 'E_COMMAND_TIMEOUT', class: 'host', what: 'it took too long' })),
        timeoutMs,
      );
      const abort = () => end(interrupted());
      signal?.addEventListener('abort', abort);
      child.on('close', (code) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        resolve({ exitCode: code ?? 137, ...text, ms: performance.now() - started });
      });
    });
  }

  close(): void {}
}

function interrupted(): LabError {
  return new LabError({ code: 'E_INTERRUPTED', class: 'interrupted', what: 'interrupted' });
}

/** A folder `provision` with these files (name without .sh → text), and an empty lib.sh unless one is given. */
function stepFolder(files: Record<string, string>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'steps-')), 'provision');
  mkdirSync(folder);
  for (const [name, text] of Object.entries({ lib: '', ...files })) writeFileSync(join(folder, `${name}.sh`), text);
  return folder;
}

export function bookOf(files: Record<string, string>): Promise<StepBook> {
  return readSteps(stepFolder(files));
}

/** A step with the headers that all have; it is done when the file `<mark>` is there, and `apply` makes it. */
export function markStep(
  mark: string,
  { on = 'all', headers = '', apply = '' }: { on?: string; headers?: string; apply?: string } = {},
): string {
  return `# title: Make ${mark}\n# on: ${on}\n# omitted: a test\n${headers}
check() { [ -e ${mark} ] || { echo "there is no ${mark}"; return 1; }; }
apply() { ${apply || ':'}; touch ${mark}; }
`;
}
