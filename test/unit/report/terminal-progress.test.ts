import { expect } from 'chai';
import pc from 'picocolors';
import type { LabEvent } from '../../../src/events.js';
import { duration, paintFor, table } from '../../../src/report/format.js';
import { TerminalProgress, type LiveRegion } from '../../../src/report/terminal-progress.js';

type Moment = [seconds: number, event: LabEvent | 'tick'];

/** Play a recorded sequence; ticks come once a second in between, as the clock goes. */
function play(
  moments: Moment[],
  options: { verbose?: boolean; live?: boolean } = {},
): { lines: string[]; live: string } {
  const lines: string[] = [];
  let drawn = '';
  let now = 0;
  const region: LiveRegion = Object.assign((text: string) => void (drawn = text), {
    clear: () => void (drawn = ''),
  });
  const progress = new TerminalProgress({
    line: (text) => lines.push(...text.split('\n')),
    paint: pc.createColors(false),
    verbose: options.verbose ?? false,
    now: () => now,
    ...(options.live && { live: { region, columns: () => 60 } }),
  });
  for (const [at, event] of moments) {
    for (; now + 1000 <= at * 1000; now += 1000) progress.tick();
    now = at * 1000;
    if (event === 'tick') progress.tick();
    else progress.emit(event);
  }
  return { lines, live: drawn };
}

const started = (id: number, title: string, host?: string): LabEvent => ({ type: 'task-started', id, title, host });
const text = (id: number, line: string): LabEvent => ({ type: 'task-progress', id, text: line });
const finished = (
  id: number,
  status: 'ok' | 'changed' | 'failed' | 'cancelled',
  ms: number,
  note?: string,
): LabEvent => ({ type: 'task-finished', id, status, ms, note });

describe('TerminalProgress', () => {
  it('writes one line for a short task, two for a longer one, and a sign of life every ten seconds', () => {
    const { lines } = play([
      [0, { type: 'phase', title: 'Provision' }],
      [0, started(1, 'Turn the firewall off', 'master')],
      [0, started(2, 'Install Docker', 'node1')],
      [0.4, finished(1, 'changed', 400)],
      [1, text(2, 'downloading')],
      [20, text(2, 'installing docker-ce')],
      [25, finished(2, 'failed', 25_000, 'exit code 1')],
    ]);
    expect(lines).to.deep.equal([
      '',
      'Provision',
      '✓ master   Turn the firewall off  0.4 s',
      '… node1    Install Docker',
      '… node1    Install Docker  13 s  downloading',
      '… node1    Install Docker  23 s  installing docker-ce',
      '✗ node1    Install Docker  25 s  exit code 1',
    ]);
  });

  it('shows each outcome by its own sign', () => {
    const { lines } = play([
      [0, started(1, 'a')],
      [0, finished(1, 'ok', 1, 'already so')],
      [0, started(2, 'b')],
      [0, finished(2, 'changed', 1)],
      [0, started(3, 'c')],
      [0, finished(3, 'failed', 1)],
      [0, started(4, 'd')],
      [0, finished(4, 'cancelled', 1)],
      [0, { type: 'notice', level: 'warning', text: 'old box' }],
      [0, { type: 'notice', level: 'info', text: 'installs lxc' }],
    ]);
    expect(lines).to.deep.equal([
      '· a  0.0 s  already so',
      '✓ b  0.0 s',
      '✗ c  0.0 s',
      '– d  0.0 s',
      '! old box',
      '  installs lxc',
    ]);
  });

  it('shows output only when asked to, with its host', () => {
    const moments: Moment[] = [
      [0, started(1, 'Install Docker', 'node1')],
      [0, text(1, 'line 1')],
      [0, text(1, 'line 2')],
    ];
    expect(play(moments).lines).to.deep.equal([]);
    expect(play(moments, { verbose: true }).lines).to.deep.equal(['  node1 │ line 1', '  node1 │ line 2']);
  });

  it('keeps the running tasks in a live list in a terminal, cut to its width', () => {
    const moments: Moment[] = [
      [0, started(1, 'Install Docker', 'master')],
      [0, started(2, 'Pull images', 'node1')],
      [3, text(1, 'a very long line of output that does not fit into the terminal')],
      [12, 'tick'],
    ];
    const { lines, live } = play(moments, { live: true });
    expect(lines).to.deep.equal([]);
    expect(live.split('\n').map((line) => line.slice(2))).to.deep.equal([
      'master   Install Docker  12 s  a very long line of output',
      'node1    Pull images  12 s',
    ]);
    const end = play([...moments, [13, finished(1, 'changed', 13_000)], [14, finished(2, 'ok', 14_000)]], {
      live: true,
    });
    expect(end).to.deep.equal({ lines: ['✓ master   Install Docker  13 s', '· node1    Pull images  14 s'], live: '' });
  });

  it('ignores what belongs to no running task', () => {
    expect(
      play([
        [0, text(9, 'x')],
        [0, finished(9, 'ok', 1)],
      ]).lines,
    ).to.deep.equal([]);
  });
});

describe('format', () => {
  it('says durations as people do', () => {
    expect([0, 449, 9_949, 9_950, 59_499, 59_500, 125_000].map(duration)).to.deep.equal([
      '0.0 s',
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '2 min 05 s',
    ]);
  });

  it('aligns columns without trailing spaces', () => {
    expect(
      table([
        ['NAME', 'STATE', ''],
        ['master', 'running', 'x'],
        ['n', '', ''],
      ]),
    ).to.equal('NAME    STATE\nmaster  running  x\nn');
  });

  it('colours a terminal only, and respects NO_COLOR', () => {
    const red = (tty: boolean, env: NodeJS.ProcessEnv) => paintFor({ isTTY: tty }, env).red('x') !== 'x';
    expect(red(true, {})).to.equal(true);
    expect(red(false, {})).to.equal(false);
    expect(red(true, { NO_COLOR: '1' })).to.equal(false);
    expect(red(true, { NO_COLOR: '' })).to.equal(true);
    expect(red(true, { TERM: 'dumb' })).to.equal(false);
    expect(red(false, { FORCE_COLOR: '1' })).to.equal(true);
    expect(red(false, { FORCE_COLOR: '1', NO_COLOR: '1' })).to.equal(false);
  });
});
