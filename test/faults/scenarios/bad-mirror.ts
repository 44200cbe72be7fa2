/** A package mirror on a bad day: bounded waits, the address and what to try; never half a thing in a cache. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findBundle } from '../../../src/bundle/manifest.js';
import type { Scenario } from '../scenario.js';
import { must } from '../verdict.js';
import { GATEWAY, type Victim } from '../victim.js';

const PORT = 8099;
const PROGRAM = fileURLToPath(new URL('../bad-mirror.js', import.meta.url));
const REPO = 'kubernetes/yum/repos/kubernetes-el7-x86_64/';

const BAD_DAYS = [
  { how: 'not-found', what: 'answers 404' },
  { how: 'error', what: 'answers 500' },
  { how: 'reset', what: 'resets connections' },
  { how: 'trickle', what: 'sends a byte a second' },
  { how: 'truncated', what: 'breaks off in the middle of packages' },
  { how: 'altered', what: 'sends packages with one bit changed' },
] as const;

export const badMirrors: readonly Scenario[] = BAD_DAYS.map(({ how, what }) => ({
  id: `mirror-${how}`,
  what: `the package mirror ${what}: lab up fails within minutes, names the address and what to try; with a good one it goes on`,
  quick: how === 'error',
  async run(victim) {
    const stop = await serve(victim, how);
    try {
      await victim.onHost('w1', 'rpm --erase --nodeps kubectl; yum clean all');
      victim.configure(`kubernetes: { repo: { baseurl: "http://${GATEWAY}:${PORT}/${REPO}" } }\n`);
      const { exitCode, said, ms } = await victim.copes(victim.lab('up'));
      must(exitCode === 4, 'lab up fails at the step', `exit ${exitCode} ${said}`);
      must(said.includes(`${GATEWAY}:${PORT}`), 'the address is named', said);
      must(/mirror|repo/.test(/\n {2}try [^]*/.exec(said)?.[0] ?? ''), 'it is said what to try', said);
      must(ms < 6 * 60_000, 'the wait is bounded: six minutes', `${Math.round(ms / 1000)} s`);
    } finally {
      stop();
      victim.configure('');
    }
    await victim.isWell('w1');
    const installed = await victim.onHost('w1', 'rpm --verify kubectl && kubectl version --client --short');
    must(installed.includes('v1.20'), 'the package is installed whole', installed);
  },
}));

async function serve(victim: Victim, how: string): Promise<() => void> {
  const bundle = await findBundle();
  must(bundle !== undefined, 'the bundle is built', 'none');
  const argv = [
    'netns',
    'exec',
    victim.namespace,
    process.execPath,
    PROGRAM,
    how,
    GATEWAY,
    String(PORT),
    bundle.wwwRoot,
  ];
  const child = spawn('ip', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return () => child.kill('SIGKILL');
}
