import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { exerciseJsonSchema } from '../../../src/exercise/json-schema.js';
import { loadExercise, loadExercises } from '../../../src/exercise/load.js';
import { review, shares } from '../../../src/exercise/review.js';
import { skeleton } from '../../../src/exercise/skeleton.js';
import { PROJECT_ROOT } from '../../../src/paths.js';
import { anExercise, mistake, temporary, TWO_FILES, writeExercise } from './bench.js';

const YAML = TWO_FILES['exercise.yaml']!;
const CHECK = TWO_FILES['check.ts']!;

async function findings(changes: Record<string, string | undefined>): Promise<string[]> {
  const exercise = await anExercise(changes);
  return review(exercise, [exercise]);
}

describe('review', () => {
  it('finds nothing wrong with an exercise that is complete', async () => {
    expect(await findings({})).to.deep.equal([]);
  });

  for (const [what, changes, finding] of [
    [
      'a mistake too few',
      { 'mistakes/no-c.sh': undefined, 'mistakes/no-d.sh': undefined },
      'it has 2 mistakes; 3 are the least',
    ],
    ['a check that no mistake fails', { 'mistakes/no-d.sh': undefined }, 'no mistake fails the check “d”'],
    ['an answer too few', { 'answers/copied.sh': undefined }, 'it has 1 answers; 2 are the least'],
    [
      'an answer that does not say how it differs',
      { 'answers/copied.sh': 'solution\n' },
      'answers/copied.sh: the first line must say how it differs from the solution',
    ],
    [
      'a mistake with a reason that there is none of',
      { 'mistakes/no-c.sh': mistake('c never', 'c', 'c') },
      'mistakes/no-c.sh: the check “c” has no reason “never”',
    ],
    [
      'a mistake that says nothing to who has made it',
      { 'mistakes/no-c.sh': '# fails: c otherwise\n# en: only in English\n' },
      'mistakes/no-c.sh: “# en: …” and “# zh: …” must say what a student is told who has made it',
    ],
    [
      'two mistakes that nothing tells apart',
      { 'mistakes/no-d.sh': mistake('c otherwise', 'another', '别的') },
      'mistakes/no-c.sh: nothing tells it from mistakes/no-d.sh: give one a reason of its own, or a line “# seen: …”',
    ],
    ['no debrief', { 'exercise.yaml': YAML.replace(/debrief:[^]*/, '') }, 'exercise.yaml: debrief is missing'],
    ['no level', { 'exercise.yaml': YAML.replace('level: 1\n', '') }, 'exercise.yaml: level is missing'],
    ['no topics', { 'exercise.yaml': YAML.replace(/topics: .*\n/, '') }, 'exercise.yaml: topics is missing'],
    [
      'a hint too few',
      { 'exercise.yaml': YAML.replace(/ {2}- \{en: write, .*\n/, '') },
      'it has 1 hints; 2 are the least',
    ],
    [
      'a mistake that names no check',
      { 'mistakes/no-c.sh': 'true\n' },
      'mistakes/no-c.sh: the first line must be “# fails: <check id> <reason>”',
    ],
    [
      "a mistake that names another exercise's check",
      { 'mistakes/no-c.sh': mistake('x no', 'x', 'x') },
      'mistakes/no-c.sh: there is no check “x”',
    ],
    [
      'a check without a function',
      { 'check.ts': CHECK.replace("  d: (t) => holds(t, 'd'),\n", '') },
      'check.ts: d: is in exercise.yaml and not in check.ts',
    ],
    [
      'a function without a check',
      { 'check.ts': CHECK.replace("d: (t) => holds(t, 'd'),", "d: (t) => holds(t, 'd'),\n  e: (t) => holds(t, 'e'),") },
      'check.ts: e: is in check.ts and not in exercise.yaml',
    ],
    [
      'a reason without a text',
      { 'check.ts': CHECK.replace("fail('otherwise')", "fail(said ? 'otherwise' : 'x')") },
      'check.ts: the reason given to fail() must be a plain text, so that it can be compared with exercise.yaml',
    ],
    [
      'an unknown reason',
      { 'check.ts': CHECK.replace("t.fail('no'", "t.fail('nope'") },
      "check.ts: fail('nope') has no text in exercise.yaml",
    ],
    [
      'a text that is never given',
      { 'check.ts': CHECK.replace("t.fail('no'", "t.fail('nope'") },
      'exercise.yaml: a has the reason “no”, and check.ts never gives it',
    ],
    [
      'a check.ts that does not compile',
      { 'check.ts': 'export default {\n  a: (\n' },
      /^check\.ts: check\.ts:\d+:\d+: /,
    ],
    [
      'a foreign package',
      { 'check.ts': `import 'chai';\n${CHECK}` },
      /a check imports kube-classroom\/exercise, node: modules and files beside it, not “chai”/,
    ],
    ['a missing translation', { 'README.zh.md': undefined }, 'README.zh.md is missing'],
    [
      'a translation that lacks a point',
      { 'README.md': '# Two\n\n- one\n- two\n' },
      'README.zh.md has 2 headings and points, README.md 3',
    ],
    [
      'a translation with other variables',
      { 'README.md': '# Two {NAMESPACE}\n\n- one\n' },
      'README.zh.md names no variables, README.md NAMESPACE',
    ],
    ['a translation that is none', { 'README.zh.md': TWO_FILES['README.md'] }, 'README.zh.md is not in Chinese'],
    ['an unknown variable', { 'README.md': '# {NOBODY}\n\n- one\n' }, 'README.md: there is no variable {NOBODY}'],
    ['no solution', { 'solution.sh': undefined }, 'solution.sh is missing'],
    [
      'a solution that explains nothing',
      { 'solution.sh': 'touch a\n' },
      'solution.sh explains nothing: say in comments why it does what it does',
    ],
    [
      'the address of one lab',
      { 'setup.sh': 'ping 192.168.207.137\n' },
      'setup.sh: names 192.168.207.137, which another lab does not have',
    ],
    [
      'something that breaks and is not healed',
      { 'exercise.yaml': `breaks: true\n${YAML}`, 'reset.sh': undefined },
      'it breaks the lab and has no reset.sh that heals it',
    ],
    ['what is still to do', { 'solution.sh': '# TO-DO: write it\n' }, 'solution.sh:1: to do: write it'],
  ] as const) {
    it(`finds ${what}`, async () => {
      const found = await findings(changes);
      expect(
        found.some((line) => (typeof finding === 'string' ? line === finding : finding.test(line))),
        found.join('\n'),
      ).to.equal(true);
    });
  }

  it('finds a hint that gives the solution away, however it is broken into lines', async () => {
    const line =
      'kubectl create deployment nginx --image=nginx --replicas=3 && kubectl expose deployment nginx --port=80';
    const found = await findings({
      'exercise.yaml': YAML.replace('en: write yes', `en: "type ${line.replace(' --replicas', '\\n     --replicas')}"`),
      'solution.sh': `# It is one line.\n${line}\n`,
    });
    expect(found).to.deep.equal(['hint 2 (en) has 80 characters in a row with solution.sh']);
    expect(shares('x'.repeat(79), 'x'.repeat(200), 80)).to.equal(false);
    expect(shares('x'.repeat(80), 'x'.repeat(200), 80)).to.equal(true);
  });

  it('finds what exercises must not share', async () => {
    const labs = await temporary();
    await writeExercise({}, '01-one', labs);
    await writeExercise({ 'exercise.yaml': `needs: [00-none]\n${YAML}` }, '02-one', labs);
    const all = await loadExercises(labs);
    expect(await review(all[1]!, all)).to.deep.equal([
      '01-one has the same name but for the number',
      "the namespace two-files is also 01-one's",
      'needs: there is no exercise “00-none”',
    ]);
  });
});

describe('the skeleton of a new exercise', () => {
  it('is valid, and its review says what is to be done in each of its files', async () => {
    const labs = await temporary();
    const files = skeleton('service-dns');
    const clear = Object.fromEntries(Object.keys(TWO_FILES).map((file) => [file, undefined]));
    const exercise = await loadExercise(await writeExercise({ ...clear, ...files }, '07-service-dns', labs));
    const found = await review(exercise, [exercise]);
    for (const file of Object.keys(files))
      expect(
        found.filter((line) => line.startsWith(`${file}:`)),
        file,
      ).not.to.be.empty;
    expect(found.filter((line) => !/: to do|are the least$/.test(line))).to.deep.equal([]);
  });
});

describe('labs/', () => {
  it('has exercises that are complete', async () => {
    const all = await loadExercises(join(PROJECT_ROOT, 'labs'));
    expect(all).not.to.be.empty;
    const found = await Promise.all(
      all.map(async (exercise) => (await review(exercise, all)).map((line) => `${exercise.name}: ${line}`)),
    );
    expect(found.flat()).to.deep.equal([]);
  }).timeout(20_000);

  it('has the schema that the code has', async () => {
    expect(await readFile(join(PROJECT_ROOT, 'labs/exercise.schema.json'), 'utf8')).to.equal(exerciseJsonSchema());
  });
});
