import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { begin, clean } from '../../../src/exercise/lifecycle.js';
import { differences } from '../../../src/exercise/fingerprint.js';
import { prove, type Proof } from '../../../src/exercise/prove.js';
import { EXERCISE_LABEL } from '../../../src/exercise/exercise.js';
import type { LabError } from '../../../src/errors.js';
import { anExercise, bench, localHost, mistake, TWO_FILES, type Bench } from './bench.js';

const NO_C = mistake('c otherwise', 'there is no c', '没有 c');

async function proofOf(changes: Record<string, string | undefined> = {}, on?: Bench): Promise<Proof> {
  const [exercise, { stage }] = [await anExercise(changes), on ?? (await bench())];
  const [proof] = await prove({
    exercises: [exercise],
    all: [exercise],
    stage,
    parallel: 1,
    mayTakeCluster: false,
    patience: { withinMs: 0, staysMs: 20, harmMs: 0, leftMs: 0 },
  });
  return proof!;
}

const failedSteps = ({ steps }: Proof) => steps.filter(({ ok }) => !ok).map(({ step, seen }) => [step, ...seen]);

describe('begin and clean', () => {
  it('make the namespaces, run setup.sh, and keep what it remembers', async () => {
    const { stage, cluster, folder } = await bench();
    const exercise = await anExercise({
      'setup.sh': 'touch made\nremember answer "a b"\necho "$NAMESPACE $EXERCISE $WORKER_2 $IMAGE_NGINX" >env\n',
    });
    const { remembered } = await begin(exercise, stage);
    expect(remembered).to.deep.equal({ answer: 'a b' });
    expect(existsSync(join(folder, 'made'))).to.equal(true);
    const namespace = [...cluster.objects.values()].find(({ kind }) => kind === 'Namespace');
    expect(namespace?.metadata).to.deep.equal({ name: 'two-files', labels: { [EXERCISE_LABEL]: '01-two-files' } });
    await clean(exercise, stage);
    expect(cluster.objects.size).to.equal(0);
  }).timeout(10_000);

  it('run scripts on every host where there is no cluster, the control plane first, and carry over what it tells', async () => {
    const { stage, folder } = await bench();
    const exercise = await anExercise({
      'exercise.yaml': TWO_FILES['exercise.yaml']!.replace('namespace: two-files', 'lab: hosts'),
      'setup.sh':
        'echo "$HOST_NAME ${told:-nothing}" >>order\nremember told "by $HOST_NAME"\nremember "at-$HOST_NAME" here\n',
    });
    const hosts = [localHost('node1', folder, 'worker'), stage.controlPlane];
    const { remembered } = await begin(exercise, { ...stage, hosts });
    expect(await readFile(join(folder, 'order'), 'utf8')).to.equal('master nothing\nnode1 by master\n');
    expect(remembered).to.include({ 'at-master': 'here', 'at-node1': 'here' });
  }).timeout(10_000);

  it("never delete a namespace that is not the exercise's own", async () => {
    const { stage, cluster } = await bench();
    await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'two-files' } }]);
    const refused = await begin(await anExercise(), stage).catch((error: unknown) => error as LabError);
    expect(refused).to.include({ code: 'E_NAMESPACE_TAKEN' });
    expect(cluster.objects.size).to.equal(1);
  });

  it('remove what carries the label outside namespaces, and nothing else', async () => {
    const { stage, cluster } = await bench();
    const volume = (name: string, exercise: string) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name, labels: { [EXERCISE_LABEL]: exercise } },
    });
    await cluster.apply([volume('mine', '01-two-files'), volume('theirs', '02-other')]);
    await clean(await anExercise(), stage);
    expect([...cluster.objects.keys()]).to.deep.equal(['PersistentVolume theirs']);
  });

  it("apply setup.yaml with the lab's values", async () => {
    const { stage, cluster } = await bench();
    const manifest =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "{IMAGE_NGINX}"}]}\n---\n';
    await begin(await anExercise({ 'setup.yaml': manifest }), stage);
    expect(cluster.objects.get('Pod p')).to.deep.include({
      metadata: { name: 'p', namespace: 'two-files' },
      spec: { containers: [{ name: 'c', image: 'nginx' }] },
    });
  });

  it('say which script failed, where, and what it said last', async () => {
    const { stage } = await bench();
    const failed = await begin(
      await anExercise({ 'setup.sh': 'echo first\necho "no such thing" >&2\nfalse\necho never\n' }),
      stage,
    ).catch((error: unknown) => error as LabError);
    expect(failed).to.include({
      code: 'E_EXERCISE_SCRIPT',
      what: '01-two-files/setup.sh ended with exit code 1 on master',
      why: 'first\nno such thing',
    });
  });
});

describe('what scripts say', () => {
  it('is shown without the secret of a join token', async () => {
    const { stage, events } = await bench();
    const line = 'kubeadm join 192.0.2.1:6443 --token abcdef.0123456789abcdef';
    const failed = await begin(await anExercise({ 'setup.sh': `echo "${line}"\nfalse\n` }), stage).catch(
      (error: unknown) => error as LabError,
    );
    const shown = JSON.stringify([events, failed]);
    expect(shown).to.contain('--token abcdef.‹secret›').and.not.to.contain('0123456789abcdef');
    expect((failed as LabError).why).to.contain('--token abcdef.‹secret›');
  });
});

describe('prove', function () {
  this.timeout(20_000);

  it('proves an exercise both ways', async () => {
    const proof = await proofOf();
    expect(failedSteps(proof)).to.deep.equal([]);
    expect(proof.steps.map(({ step }) => step)).to.deep.equal([
      'review',
      'fresh',
      'solution',
      'mutation bystanders',
      'reset',
      'answer copied',
      'answer one-by-one',
      'mistake no-a',
      'mistake no-b',
      'mistake no-c',
      'mistake no-d',
      'left behind',
    ]);
    expect(proof.status).to.equal('proven');
  });

  it('finds a check that passes before anything was done', async () => {
    const proof = await proofOf({ 'setup.sh': `${TWO_FILES['setup.sh']}echo yes >c\n` });
    expect(failedSteps(proof)[0]).to.deep.equal(['fresh', 'c: pass (yes)']);
    expect(proof.status).to.equal('failed');
  });

  it('finds a mistake that fails more than it names, with the reason', async () => {
    const found = failedSteps(await proofOf({ 'mistakes/no-c.sh': `${NO_C}solution\nrm c d\n` }));
    expect(found).to.deep.equal([['mistake no-c', 'd: fail (d does not)']]);
  });

  it('finds a mistake that is none', async () => {
    const found = failedSteps(await proofOf({ 'mistakes/no-c.sh': `${NO_C}solution\n` }));
    expect(found).to.deep.equal([['mistake no-c', 'c: pass (yes)']]);
  });

  it('finds an answer that is right and is not taken', async () => {
    const found = failedSteps(await proofOf({ 'answers/copied.sh': '# YES is yes.\nsolution\necho YES >d\n' }));
    expect(found).to.deep.equal([['answer copied', 'd: fail (d does not)']]);
  });

  it('finds a mistake that fails for another reason, and so is taken for none', async () => {
    const files = {
      'check.ts': TWO_FILES['check.ts']!.replace(
        "said === 'yes' ? said",
        "said === 'yes' ? said : said ? t.fail('other')",
      ),
      'exercise.yaml': TWO_FILES['exercise.yaml']!.replace(
        'why: {otherwise: {en: b does not, zh: b 不是}}',
        'why: {otherwise: {en: b does not, zh: b 不是}, other: {en: b is other, zh: b 不同}}',
      ),
    };
    expect(failedSteps(await proofOf(files))).to.deep.equal([
      ['mistake no-b', 'b: fails with the reason other (b is other) and is not recognised; it should be otherwise'],
    ]);
  });

  it('finds a harmless mutation that is held against the student', async () => {
    const checks = TWO_FILES['check.ts']!.replace(
      "  c: (t) => holds(t, 'c'),",
      "  c: async (t) => ((await t.cluster.pods()).length > 0 ? t.fail('otherwise') : holds(t, 'c')),",
    );
    expect(failedSteps(await proofOf({ 'check.ts': checks }))[0]).to.deep.equal([
      'mutation bystanders',
      'c: fail (c does not)',
    ]);
  });

  it('finds that a solution does not suffice', async () => {
    const found = failedSteps(await proofOf({ 'solution.sh': '# Not all.\nfor f in a b c; do echo yes >$f; done\n' }));
    expect(found[0]).to.deep.equal(['solution', 'd: fail (d does not)']);
  });

  it('finds what reset leaves of an exercise', async () => {
    const on = await bench();
    const apply = on.cluster.apply.bind(on.cluster);
    // A volume that somebody has made with the solution, and nobody removes: it carries no label.
    on.cluster.apply = async (objects) => {
      await apply(objects);
      await apply([{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'left' } }]);
    };
    expect(failedSteps(await proofOf({}, on)).at(-1)).to.deep.equal([
      'left behind',
      'by one of 01-two-files',
      'new: PersistentVolume left',
    ]);
  });

  it('finds what an exercise leaves on a host', async () => {
    const proof = await proofOf({
      'exercise.yaml': `alone: true\n${TWO_FILES['exercise.yaml']}`,
      'reset.sh': 'rm -f a b d\n',
    });
    expect(failedSteps(proof)).to.deep.equal([['left behind', 'new: c on master']]);
  });

  it('does not touch the lab for an exercise that its review refuses', async () => {
    const on = await bench();
    const proof = await proofOf({ 'solution.sh': undefined }, on);
    expect(failedSteps(proof)).to.deep.equal([['review', 'solution.sh is missing']]);
    expect(existsSync(join(on.folder, 'a'))).to.equal(false);
  });

  it('does not take a cluster away unasked', async () => {
    const yaml = TWO_FILES['exercise.yaml']!.replace('namespace: two-files', 'lab: docker');
    expect(await proofOf({ 'exercise.yaml': yaml })).to.deep.include({ status: 'skipped', steps: [] });
  });
});

describe('prove with retries', function () {
  this.timeout(20_000);
  // Fails as long as a file that no reset removes has fewer than two lines.
  const SECOND_TRY =
    '# All of them say yes, at the second try.\necho try >>tries\nfor file in a b c; do echo yes >$file; done\n[ $(wc -l <tries) -lt 2 ] || echo yes >d\n';

  async function proofAfter(retries: number): Promise<Proof> {
    const [exercise, { stage, folder }] = [await anExercise({ 'solution.sh': SECOND_TRY }), await bench()];
    await writeFile(join(folder, 'tries'), '');
    const [proof] = await prove({
      exercises: [exercise],
      all: [exercise],
      stage,
      parallel: 1,
      mayTakeCluster: false,
      retries,
      patience: { withinMs: 0, staysMs: 20, harmMs: 0, leftMs: 0 },
    });
    return proof!;
  }

  it('tries again what failed, and keeps what was seen', async () => {
    const { status, flakes } = await proofAfter(1);
    expect(status).to.equal('proven');
    expect(flakes.map((steps) => steps.filter(({ ok }) => !ok).map(({ step }) => step))).to.deep.equal([['solution']]);
  });

  it('does not try again unasked', async () => {
    expect(await proofAfter(0)).to.deep.include({ status: 'failed', flakes: [] });
  });
});

describe('fingerprints', () => {
  it('differ in what is new, gone and changed', () => {
    const digest = 'a'.repeat(64);
    const before = new Map([
      ['node n', 'Ready'],
      ['taint x of node n', ''],
      ['file f on master', digest],
    ]);
    const after = new Map([
      ['node n', 'NotReady'],
      ['label l of node n', 'v'],
      ['file f on master', 'b'.repeat(64)],
    ]);
    expect(differences(before, after)).to.deep.equal([
      'changed: file f on master → other content',
      'changed: node n Ready → NotReady',
      'gone: taint x of node n',
      'new: label l of node n v',
    ]);
    expect(differences(before, new Map(before))).to.deep.equal([]);
  });
});
