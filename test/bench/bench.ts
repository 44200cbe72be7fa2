/**
 * Measures the command on this machine and prints each number beside its budget and what it is to be compared with.
 * A program and not a test: a slow machine is no failure.
 *
 *   npm run bench                 the command itself
 *   npm run bench -- --lab        also a sealed lab: made from a bundle that is there, asked again, taken down
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { findBundle } from '../../src/bundle/manifest.js';
import { loadConfigFile } from '../../src/config/load.js';
import { LabPaths, PROJECT_ROOT } from '../../src/paths.js';
import { lastRun, type JournalEntry } from '../../src/provision/journal.js';
import { providerNamed } from '../../src/vagrant/providers/index.js';
import { readState } from '../../src/state/state.js';

const CLI = join(PROJECT_ROOT, 'dist/src/cli/index.js');
const REPEATS = 9;

interface Sample {
  ms: number;
  /** Of this machine's `lab` process, in MiB. */
  peakMemory: number;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const ms = (value: number) => (value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`);

/** What is measured, its median, what it stands beside with the ratio, and the budget. */
function row(what: string, value: string, beside = '', budget = ''): void {
  console.log([what.padEnd(44), value.padStart(10), beside.padEnd(40), budget].join('  ').trimEnd());
}

async function timed(argv: readonly string[], cwd: string): Promise<Sample> {
  const memoryFile = join(cwd, '.peak-memory');
  rmSync(memoryFile, { force: true });
  // Asked of the process itself when it ends, so that nothing has to watch it; a lab that runs itself again inside its
  // network writes one line for each.
  const report = `import { appendFileSync } from "node:fs";process.on("exit",()=>appendFileSync(${JSON.stringify(memoryFile)},process.resourceUsage().maxRSS+"\\n"))`;
  const started = performance.now();
  const [file = '', ...args] = argv;
  await execa(file, args, {
    cwd,
    stdin: 'ignore',
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(report)}` },
  });
  const elapsed = performance.now() - started;
  let peaks: number[] = [0];
  try {
    peaks = readFileSync(memoryFile, 'utf8').trim().split('\n').map(Number);
  } catch {
    // Not a Node program.
  }
  return { ms: elapsed, peakMemory: Math.max(...peaks) / 1024 };
}

async function repeated(argv: readonly string[], cwd: string): Promise<Sample> {
  const samples: Sample[] = [];
  for (let i = 0; i < REPEATS; i++) samples.push(await timed(argv, cwd));
  return {
    ms: median(samples.map((sample) => sample.ms)),
    peakMemory: Math.max(...samples.map((sample) => sample.peakMemory)),
  };
}

async function benchCommand(dir: string): Promise<void> {
  const bare = await repeated([process.execPath, '-e', '0'], dir);
  const help = await repeated([process.execPath, CLI, '--help'], dir);
  row('lab --help', ms(help.ms), `${(help.ms / bare.ms).toFixed(1)} × an empty node (${ms(bare.ms)})`, '≤ 150 ms');
}

async function benchLab(dir: string): Promise<void> {
  if (!(await findBundle())) {
    console.log('the bundle is not built: `lab bundle build` first, so that its making is not measured');
    process.exitCode = 3;
    return;
  }
  const lab = (...args: string[]) => timed([process.execPath, CLI, ...args], dir);
  writeFileSync(join(dir, 'lab.yaml'), 'provider: lxc\nname: bench\n');
  try {
    const started = Date.now();
    const up = await lab('up');
    const nginx = await lab('test', '--grep', 'nginx');
    const { config } = await loadConfigFile({
      file: join(dir, 'lab.yaml'),
      cwd: dir,
      defaultProvider: () => ({ name: 'lxc' }),
    });
    const paths = new LabPaths(dir, config.name);
    for (const [phase, from, to] of phases(paths.journal, started))
      row(`  ${phase}`, ms(to - from), `${ms(from - started)} – ${ms(to - started)}`);
    row('lab up, from a bundle to all Ready', ms(up.ms), 'by hand: 120 s');
    row('nginx answers on every node', ms(nginx.ms));
    row('sum', ms(up.ms + nginx.ms));

    const { targets } = await readState(paths.state);
    const target = targets?.list[0];
    if (!target) throw new Error('lab up left no targets');
    const ssh = await repeated(
      [
        ...providerNamed('lxc').enter({ config, paths }),
        'ssh',
        '-o',
        'BatchMode=yes',
        '-o',
        `UserKnownHostsFile=${paths.knownHosts}`,
        '-o',
        'StrictHostKeyChecking=no',
        '-o',
        'LogLevel=ERROR',
        '-i',
        target.identityFiles[0] ?? '',
        '-p',
        String(target.port),
        `${target.user}@${target.host}`,
        'true',
      ],
      dir,
    );
    const again = await repeated([process.execPath, CLI, 'up'], dir);
    row(
      'lab up on a ready lab',
      ms(again.ms),
      `${(again.ms / ssh.ms).toFixed(1)} × a bare ssh round trip (${ms(ssh.ms)})`,
      '≤ 3 s',
    );
    row(
      'peak memory of lab',
      `${Math.ceil(Math.max(up.peakMemory, nginx.peakMemory, again.peakMemory))} MiB`,
      '',
      '≤ 250 MB',
    );
  } finally {
    await lab('down', '--yes');
  }
}

/** Wall time from the first to the last of the steps of each chapter, over all hosts. Chapters overlap: hosts do not wait for each other. */
function phases(journal: string, started: number): [phase: string, from: number, to: number][] {
  const chapters: [string, RegExp][] = [
    ['environment, with its reboot', /^[01]/],
    ['Docker', /^2/],
    ['Kubernetes packages and images', /^[34]/],
    ['kubeadm init', /^50/],
    ['network', /^5[1-3]/],
    ['kubeadm join', /^54/],
    ['nodes Ready', /^55/],
    ['metrics', /^6/],
  ];
  const { run } = lastRun(journal) ?? {};
  const entries = readFileSync(journal, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry)
    .filter((entry) => entry.run === run);
  const first = Date.parse(entries[0]?.at ?? '');
  return [
    ['machines', started, first],
    ...chapters.flatMap(([phase, steps]): [string, number, number][] => {
      const times = entries
        .filter((entry) => 'step' in entry && steps.test(entry.step))
        .map(({ at }) => Date.parse(at));
      return times.length === 0 ? [] : [[phase, Math.min(...times), Math.max(...times)]];
    }),
  ];
}

const dir = mkdtempSync(join(tmpdir(), 'lab-bench-'));
try {
  row('MEASURED', 'MEDIAN', 'BESIDE', 'BUDGET');
  await benchCommand(dir);
  if (process.argv.includes('--lab')) await benchLab(dir);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
