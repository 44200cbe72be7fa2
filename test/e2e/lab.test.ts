/**
 * The whole way on real hosts: a sealed lab from nothing to a proven cluster, a fault that is found and mended, a twin with the same
 * addresses, a lab with others that is interrupted in every way and still comes up, every exercise proven on these three, and nothing
 * left behind.
 */
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { isAlone, takes, type Exercise } from '../../src/exercise/exercise.js';
import { loadExercises } from '../../src/exercise/load.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { readRecords, stillProven, type ProofRecord } from '../../src/report/exercises-page.js';
import { filesWith, leftovers, type Leftovers } from './leftovers.js';
import { Workspace } from './workspace.js';

interface StatusJson {
  ready: boolean;
  hosts: { name: string; ip: string; machine: string; ssh: string | null }[];
  nodes: { name: string; ready: boolean; ip: string; version: string }[] | null;
  missing: string[];
}

const MINUTES = 60_000;

/** Other names, other addresses, other ranges for pods and services. */
const OTHER_LAB = `
name: other
provider: lxc
domain: class.test
network: { subnet: 10.77.5.0/24 }
hosts:
  - { name: cp, ip: 10.77.5.10, role: control-plane }
  - { name: w1, ip: 10.77.5.20, role: worker }
  - { name: w2, ip: 10.77.5.21, role: worker }
kubernetes: { serviceCidr: 10.112.0.0/16, podCidr: 10.200.0.0/16 }
`;

describe('a sealed lab', function () {
  this.timeout(55 * MINUTES);
  this.bail(true);

  let atFirst: Leftovers;
  let guide: Workspace;
  let twin: Workspace;
  let other: Workspace;

  before(() => {
    atFirst = leftovers();
    guide = new Workspace('guide', 'provider: lxc\n');
    twin = new Workspace('twin', 'provider: lxc\nname: twin\n');
    other = new Workspace('other', OTHER_LAB);
  });

  after(async () => {
    for (const workspace of [guide, twin, other]) await workspace.remove();
  });

  describe("with the guide's addresses", () => {
    it('comes up', async () => {
      expect((await guide.lab('up')).exitCode).to.equal(0);
      const status = await guide.json<StatusJson>('status');
      expect(status.ready, status.missing.join('\n')).to.equal(true);
      expect(status.nodes?.map(({ name, ip, version }) => `${name} ${ip} ${version}`).sort()).to.deep.equal([
        'master.example.com 192.168.207.131 v1.20.2',
        'node1.example.com 192.168.207.137 v1.20.2',
        'node2.example.com 192.168.207.136 v1.20.2',
      ]);
    });

    it('has nothing to change the second time, and says so', async () => {
      const { exitCode, stdout } = await guide.lab('up');
      expect(exitCode).to.equal(0);
      expect(stdout).to.include('nothing to change');
      expect((await guide.lab('plan')).stdout).to.include('nothing to change');
    });

    it('passes every assertion', async () => {
      const junit = join(guide.dir, 'junit.xml');
      const { exitCode } = await guide.lab('test', '--junit', junit);
      expect(exitCode).to.equal(0);
      expect(readFileSync(junit, 'utf8')).to.match(/<testsuites[^>]* failures="0"/);
    });

    it('answers curl and kubectl from inside its network', async () => {
      expect((await guide.lab('curl', 'http://192.168.207.1:5000/v2/_catalog')).stdout).to.include(
        'google_containers/etcd',
      );
      expect((await guide.lab('kubectl', 'get', 'nodes', '-o', 'name')).stdout.split('\n')).to.have.length(3);
    });

    it('keeps its secrets to the owner, out of its logs', async () => {
      const { stdout: mode } = await guide.lab('ssh', 'master', '--', 'stat -c %a /etc/kubernetes/admin.conf');
      expect(mode.trim()).to.equal('600');
      const { stdout } = await guide.startQuietly(
        'ssh',
        'master',
        '--',
        "kubeadm token list | awk 'NR > 1 { print $1 }'",
      );
      const tokens = stdout.trim().split(/\s+/);
      expect(tokens.length).to.be.greaterThan(0);
      for (const token of tokens) {
        expect(/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(token), 'is a token').to.equal(true);
        // Its first part is no secret: it names the token.
        expect(filesWith(join(guide.dir, '.lab'), token.slice(7))).to.deep.equal([]);
      }
    });

    it('names the host and the reason when a kubelet is dead', async () => {
      await guide.lab('ssh', 'node2', '--', 'systemctl stop kubelet');
      const { exitCode, stdout } = await guide.lab('test', '--grep', 'kubelet');
      expect(exitCode).to.equal(1);
      expect(stdout).to.match(/likely +kubelet\.service on node2 is dead/);
      expect(stdout).to.not.match(/kubelet\.service on node1/);
    });

    it('is mended by lab up', async () => {
      expect((await guide.lab('up')).exitCode).to.equal(0);
      expect((await guide.lab('test', '--grep', 'kubelet')).exitCode).to.equal(0);
    });
  });

  describe('beside it, another with the same addresses', () => {
    it('comes up in a network of its own', async () => {
      expect((await twin.lab('up')).exitCode).to.equal(0);
      const [ours, theirs] = await Promise.all(
        [guide, twin].map(async (workspace) =>
          (await workspace.lab('ssh', 'master', '--', 'cat /etc/machine-id')).stdout.trim(),
        ),
      );
      expect(ours).to.match(/^[0-9a-f]{32}$/);
      expect(theirs)
        .to.match(/^[0-9a-f]{32}$/)
        .and.not.equal(ours);
      expect((await guide.json<StatusJson>('status')).ready).to.equal(true);
    });
  });

  describe('with other names and addresses', () => {
    it('lets one lab up at it, and survives Ctrl-C while its machines start', async () => {
      const up = other.start('up');
      await until('Vagrant is at work', () =>
        Promise.resolve(existsSync(join(other.dir, '.lab/other/logs/vagrant.log'))),
      );
      const second = await other.lab('up');
      expect(second.exitCode).to.equal(5);
      expect(second.stderr).to.include(`${up.pid}`);
      up.kill('SIGINT');
      const { exitCode, stderr } = await up;
      expect(exitCode).to.equal(130);
      expect(stderr).to.include('what is done stays done');
    });

    it('survives kill -9 while its steps run', async () => {
      const up = other.start('up');
      await until('a step has run', () =>
        Promise.resolve(
          existsSync(join(other.dir, '.lab/other/journal.jsonl')) &&
            readFileSync(join(other.dir, '.lab/other/journal.jsonl'), 'utf8').split('\n').length > 12,
        ),
      );
      up.kill('SIGKILL');
      await up;
      expect((await other.json<StatusJson>('status')).ready).to.equal(false);
    });

    it('comes up all the same, and passes every assertion', async () => {
      expect((await other.lab('up')).exitCode).to.equal(0);
      expect((await other.lab('test')).exitCode).to.equal(0);
    });
  });

  describe('the exercises', () => {
    it('are proven where they have changed since their last proof, and some of the others', async () => {
      const records = await readRecords();
      const chosen = await toProve(records);
      const shares = sharesOf(chosen, records, { guide, twin, other });
      const started = performance.now();
      // Twice more for one that failed: so much at a time is slow at times. The output says which were flakes.
      const proofs = await Promise.all(
        shares.map(({ lab, names, options }) => lab.lab('prove', ...names, ...options, '--retries', '2')),
      );
      console.log(`    ${chosen.length} exercises proven within ${Math.round((performance.now() - started) / 1000)} s`);
      for (const [i, { names }] of shares.entries()) {
        expect(proofs[i]!.exitCode, proofs[i]!.stdout).to.equal(0);
        expect(proofs[i]!.stdout).to.match(new RegExp(`^${names.length} proven · 0 failed`, 'm'));
      }
    });

    it('leave labs in order', async () => {
      const tests = await Promise.all([guide, twin].map((lab) => lab.lab('test')));
      expect(tests.map(({ exitCode }) => exitCode)).to.deep.equal([0, 0]);
    });

    it('leave one without its cluster that lab up makes whole again', async () => {
      expect((await other.json<StatusJson>('status')).ready).to.equal(false);
      expect((await other.lab('up')).exitCode).to.equal(0);
      expect((await other.lab('test')).exitCode).to.equal(0);
    });
  });

  // A suite of its own: mocha runs the tests of a suite before the suites in it.
  describe('in the end', () => {
    it('goes without leaving anything', async () => {
      for (const workspace of [guide, twin, other]) expect((await workspace.lab('down', '--yes')).exitCode).to.equal(0);
      expect(leftovers()).to.deep.equal(atFirst);
    });
  });
});

/** How many of the exercises that are as they were when they were proven are proven all the same: each day others. */
const SAMPLE = 3;

/** Those that have changed, or what they are made with has, and those that are done without a cluster; of the others a sample. */
async function toProve(records: readonly ProofRecord[]): Promise<Exercise[]> {
  const exercises = await loadExercises(join(PROJECT_ROOT, 'labs'));
  const proven = await stillProven(exercises, records);
  const unchanged = exercises.filter((exercise) => proven.has(exercise.name) && !takes(exercise));
  const from = Math.floor(Date.now() / 86_400_000) * SAMPLE;
  const sample = Array.from({ length: SAMPLE }, (_, i) => unchanged[(from + i) % unchanged.length]);
  const leftOut = unchanged.filter((exercise) => !sample.includes(exercise));
  if (leftOut.length > 0) {
    console.log(`    left out, because they are as they were when they were proven (docs/exercises.md):`);
    for (const { name } of leftOut) console.log(`      ${name}, ${proven.get(name)!.at.slice(0, 10)}`);
  }
  return exercises.filter((exercise) => !leftOut.includes(exercise));
}

interface Share {
  lab: Workspace;
  names: string[];
  options: string[];
  /** How long it takes, by the last proofs. */
  ms: number;
}

/** What each lab has to prove, so that all are done at about the same time. */
function sharesOf(
  exercises: readonly Exercise[],
  records: readonly ProofRecord[],
  labs: Record<'guide' | 'twin' | 'other', Workspace>,
): Share[] {
  const took = new Map(records.map(({ exercise, ms }) => [exercise, ms]));
  const time = (names: readonly string[]) => names.reduce((sum, name) => sum + (took.get(name) ?? 5 * MINUTES), 0);
  const names = (wanted: (exercise: Exercise) => boolean) => exercises.filter(wanted).map(({ name }) => name);
  const together = names((exercise) => !isAlone(exercise));
  const takesCluster = names((exercise) => takes(exercise) > 0);
  const shares: Share[] = [
    { lab: labs.guide, names: together, options: ['--parallel', '3'], ms: time(together) / 3 },
    { lab: labs.twin, names: [], options: [], ms: 0 },
    // One lab for all that take the cluster away; lab prove does them last.
    { lab: labs.other, names: takesCluster, options: [], ms: time(takesCluster) },
  ];
  // The longest first, each to the lab that is done soonest.
  const alone = names((exercise) => isAlone(exercise) && !takes(exercise));
  for (const name of alone.sort((a, b) => time([b]) - time([a]))) {
    const soonest = shares.reduce((best, next) => (next.ms < best.ms ? next : best));
    soonest.names.push(name);
    soonest.ms += time([name]);
  }
  return shares.filter((share) => share.names.length > 0);
}

async function until(what: string, probe: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10 * MINUTES; Date.now() < deadline; await sleep(1000)) {
    if (await probe()) return;
  }
  throw new Error(`did not happen within 10 minutes: ${what}`);
}
