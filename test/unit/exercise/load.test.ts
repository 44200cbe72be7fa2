import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { findExercise, loadExercise, loadExercises, mistakesOf } from '../../../src/exercise/load.js';
import { anExercise, temporary, TWO_FILES, writeExercise } from './bench.js';

async function problemsOf(yaml: string): Promise<string[]> {
  try {
    await anExercise({ 'exercise.yaml': yaml });
  } catch (error) {
    expect(error).to.be.instanceOf(LabError);
    expect((error as LabError).code).to.equal('E_EXERCISE_INVALID');
    return (error as LabError).why!.split('\n').map((line) => line.replace('01-two-files/exercise.yaml:', ''));
  }
  return [];
}

const YAML = TWO_FILES['exercise.yaml']!;

describe('exercise.yaml', () => {
  it('gets defaults for what it leaves out', async () => {
    const { name, spec } = await anExercise();
    expect(name).to.equal('01-two-files');
    expect(spec).to.include({ minutes: 1, lab: 'cluster', namespace: 'two-files', alone: false, breaks: false });
    expect(spec.checks[0]).to.include({ settle: 0 });
    expect(spec.checks[1]!.needs).to.deep.equal(['a']);
  });

  it('reports every problem of its shape with line and column', async () => {
    const problems = await problemsOf(
      YAML.replace('minutes: 1', 'minute: 1').replace(
        'points: 1, say: {en: b says yes, zh: b 说 yes}',
        'points: many, say: {en: b}',
      ),
    );
    expect(problems).to.have.lengthOf(4);
    expect(problems.join('\n'))
      .to.match(/^1:1: minutes: is missing/m)
      .and.to.match(/^2:1: minute: unknown key; did you mean `minutes`\?/m);
    expect(problems.join('\n')).to.match(/6:\d+: checks\.1\.points: must be a (whole )?number/);
    expect(problems.join('\n')).to.match(/6:\d+: checks\.1\.say\.zh: is missing/);
  });

  it('wants the same placeholders in both languages', async () => {
    expect(await problemsOf(YAML.replace("zh: 'a 说的是 {what}'", "zh: 'a 说的是 {that}'"))).to.deep.equal([
      '5:96: checks.0.why.no.zh: has the placeholders {that}, the English text has {what}',
    ]);
  });

  it('knows which variables there are', async () => {
    expect(await problemsOf(YAML.replace('en: write, zh: 写', "en: '{NODE_7}', zh: '{NODE_7}'"))).to.deep.equal([
      '10:10: hints.0.en: there is no variable {NODE_7}',
    ]);
    expect(
      await problemsOf(YAML.replace('en: write, zh: 写', "en: '{WORKER_2_IP}', zh: '{WORKER_2_IP}'")),
    ).to.deep.equal([]);
    expect(await problemsOf(YAML.replace('en: write, zh: 写', "en: '{who}', zh: '{who}'"))).to.deep.equal([
      '10:10: hints.0.en: there is no variable {who}',
    ]);
  });

  it('wants checks to be one of a kind, and to need only earlier ones', async () => {
    expect(await problemsOf(YAML.replace('id: c', 'id: a'))).to.deep.equal([
      '7:10: checks.2.id: there is another check “a”',
    ]);
    expect(await problemsOf(YAML.replace('needs: [a]', 'needs: [x]'))).to.match(/there is no check “x”/);
    expect(await problemsOf(YAML.replace('needs: [a]', 'needs: [d]'))).to.match(/the check “d” must come before “b”/);
    expect(await problemsOf(YAML.replace('needs: [a]', 'needs: [b]'))).to.match(/the check “b” must come before “b”/);
  });

  it('keeps out of the namespaces of the cluster', async () => {
    for (const name of ['kube-system', 'default', 'Web'])
      expect(await problemsOf(YAML.replace('namespace: two-files', `namespace: ${name}`)), name).to.match(
        /must be a DNS label/,
      );
    expect(await problemsOf(YAML.replace('namespace: two-files', 'namespace: x\nmoreNamespaces: [y, x]'))).to.match(
      /moreNamespaces\.1: “x” is named twice/,
    );
    expect(await problemsOf(YAML.replace('namespace: two-files', 'namespace: x\nlab: docker'))).to.match(
      /no cluster to have a namespace/,
    );
  });

  it('says where YAML is broken', async () => {
    expect((await problemsOf('title: {en: "x\nminutes: 1\n'))[0]).to.match(/^\d+:\d+: not valid YAML/);
  });
});

describe('finding exercises', () => {
  it('by name, by name without the number, by number; others are refused with a suggestion', async () => {
    const labs = await temporary();
    await writeExercise({}, '02-two-files', labs);
    await writeExercise({}, '10-ten', labs);
    for (const word of ['02-two-files', 'two-files', '2', '02'])
      expect((await findExercise(labs, word)).name, word).to.equal('02-two-files');
    expect((await findExercise(labs, '10')).name).to.equal('10-ten');
    const refused = await findExercise(labs, 'two-flies').catch((error: unknown) => error as LabError);
    expect(refused).to.include({ code: 'E_NO_SUCH_EXERCISE' });
    expect((refused as LabError).fix).to.contain('did you mean two-files?');
  });

  it('all of them in order, with the problems of all of them', async () => {
    const labs = await temporary();
    await writeExercise({}, '10-ten', labs);
    await writeExercise({}, '02-two', labs);
    expect((await loadExercises(labs)).map(({ name }) => name)).to.deep.equal(['02-two', '10-ten']);
    await writeExercise({ 'exercise.yaml': 'x: 1' }, '03-bad', labs);
    await writeExercise({ 'exercise.yaml': 'y: 1' }, '04-bad', labs);
    const refused = await loadExercises(labs).catch((error: unknown) => error as LabError);
    expect((refused as LabError).why)
      .to.contain('03-bad/exercise.yaml')
      .and.to.contain('04-bad/exercise.yaml');
  });

  it('reads which check a mistake is to fail, from its first line only', async () => {
    const dir = await writeExercise({ 'mistakes/late.sh': 'true\n# fails: a\n' });
    const mistakes = await mistakesOf(await loadExercise(dir));
    expect(mistakes.map(({ name, fails }) => [name, fails])).to.deep.equal([
      ['late', undefined],
      ['no-a', 'a'],
      ['no-b', 'b'],
      ['no-c', 'c'],
      ['no-d', 'd'],
    ]);
  });
});
