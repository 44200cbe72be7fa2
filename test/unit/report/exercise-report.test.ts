import { expect } from 'chai';
import pc from 'picocolors';
import type { Exercise } from '../../../src/exercise/exercise.js';
import type { Progress } from '../../../src/exercise/progress.js';
import { exerciseResult, type CheckResult, type ExerciseResult } from '../../../src/exercise/result.js';
import { exerciseSchema } from '../../../src/exercise/schema.js';
import { classHtml, reportHtml } from '../../../src/report/exercise-html.js';
import { listJson } from '../../../src/report/exercise-json.js';
import { reportJunit } from '../../../src/report/exercise-junit.js';
import { exerciseReport, reportSchema, stuckPlaces, type ExerciseReport } from '../../../src/exercise/report.js';
import { listText, resultText } from '../../../src/report/exercise-terminal.js';
import { WORDS } from '../../../src/report/exercise-words.js';
import { proofsText } from '../../../src/report/proof.js';

const paint = pc.createColors(false);
const LAB = {
  name: 'k8s',
  provider: 'lxc',
  kubernetes: '1.20.2',
  hosts: [
    { name: 'master', ip: '192.168.207.131', role: 'control-plane' },
    { name: 'node1', ip: '192.168.207.137', role: 'worker' },
  ],
};

function exercise(name: string, zh: string): Exercise {
  const text = { en: name, zh };
  return {
    name,
    dir: `/labs/${name}`,
    spec: exerciseSchema.parse({
      title: text,
      minutes: 5,
      namespace: name,
      checks: [
        { id: 'a', points: 2, say: text, why: {} },
        { id: 'b', points: 3, say: text, why: {} },
      ],
      hints: [text],
    }),
  };
}

const base: CheckResult = {
  id: 'a',
  status: 'pass',
  points: 2,
  say: { en: 'it runs', zh: '它在运行' },
  why: null,
  reason: null,
  mistake: null,
  seen: 'web-1 Ready',
  waitsFor: null,
  error: null,
  ms: 12,
};

function result(name: string, ...checks: Partial<CheckResult>[]): ExerciseResult {
  return exerciseResult({
    exercise: name,
    title: { en: name, zh: '服务' },
    at: '2026-01-02T03:04:05.000Z',
    ms: 1500,
    checks: checks.map((check) => ({ ...base, ...check })),
  });
}

const FAILED = result(
  '02-service',
  {},
  {
    id: 'b',
    points: 3,
    status: 'fail',
    say: { en: 'it answers', zh: '它有响应' },
    why: { en: 'nobody <listens>', zh: '没有人监听' },
    reason: 'silent',
    seen: '\u001b[31mrefused & gone\u001b[0m',
  },
  { id: 'c', points: 1, status: 'skip', waitsFor: 'b', seen: null, say: { en: 'on all', zh: '全部' } },
);
const BROKEN = result('03-job', {
  status: 'error',
  seen: null,
  error: { code: 'E_API_UNREACHABLE', what: 'the API is gone', why: 'ECONNREFUSED', fix: 'lab status' },
});

const EXERCISES = [exercise('01-pod', 'Pod'), exercise('02-service', '服务'), exercise('03-job', '任务')];

function progress(...results: ExerciseResult[]): Progress {
  const entry = (last: ExerciseResult) => ({
    startedAt: '2026-01-01T00:00:00Z',
    remembered: {},
    hints: 2,
    checks: 7,
    finishedAt: last.score === 100 ? last.at : null,
    solved: false,
    best: last.score ?? 0,
    last,
  });
  return {
    version: 1,
    id: 'one',
    current: results[0]?.exercise ?? null,
    exercises: Object.fromEntries(results.map((last) => [last.exercise, entry(last)])),
  };
}

const report = (student: string, ...results: ExerciseResult[]): ExerciseReport =>
  exerciseReport(EXERCISES, progress(...results), LAB, student, '2026-01-03T00:00:00.000Z');

describe('exercises in a terminal', () => {
  it('says for each check whether it holds, why not, and what was seen', () => {
    expect(resultText(FAILED, 'en', paint).split('\n')).to.deep.equal([
      '02-service',
      '✓ it runs     2/2',
      '✗ it answers  0/3',
      '    why   nobody <listens>',
      '    seen  refused & gone',
      '– on all      0/1  after “it answers”',
      '',
      '2 of 6 points (33 %)',
      'lab hint 02-service',
    ]);
  });

  it('says so when it knows the mistake', () => {
    const [first, ...rest] = FAILED.checks;
    const mistake = { name: 'no-listener', say: { en: 'nothing listens at that port', zh: '那个端口上没有程序监听' } };
    const known = { ...FAILED, checks: [first!, { ...rest[0]!, mistake }, ...rest.slice(1)] };
    expect(resultText(known, 'en', paint)).to.contain('    looks like  nothing listens at that port\n');
    expect(resultText(known, 'zh', paint)).to.contain('    像是  那个端口上没有程序监听\n');
  });

  it('says what it was about when all is done, and not before', () => {
    const debrief = {
      seen: { en: 'A Service finds pods by labels.', zh: 'Service 靠标签找到 Pod。' },
      other: { en: 'kubectl apply', zh: 'kubectl apply' },
      look: 'kubectl get endpoints',
      guide: ['service'],
      docs: 'concepts/services-networking/service/',
    };
    const done = resultText(result('02-service', {}), 'zh', paint, debrief);
    expect(done).to.contain('Service 靠标签找到 Pod。').and.to.contain('kubectl get endpoints');
    expect(done).to.contain('https://v1-20.docs.kubernetes.io/zh/docs/concepts/services-networking/service/');
    expect(resultText(FAILED, 'zh', paint, debrief)).not.to.contain('Service 靠标签');
  });

  it('says the same in Chinese, in columns that are two wide', () => {
    const lines = resultText(FAILED, 'zh', paint).split('\n');
    expect(lines[1]).to.equal('✓ 它在运行  2/2');
    expect(lines[3]).to.equal('    原因  没有人监听');
    expect(lines[5]).to.equal('– 全部      0/1  先通过“它有响应”');
  });

  it("gives no score where something could not be checked, and says that it is not the student's fault", () => {
    const text = resultText(BROKEN, 'en', paint);
    expect(text)
      .to.contain('! it runs  0/2  could not be checked')
      .and.to.contain('the API is gone')
      .and.to.contain('ECONNREFUSED');
    expect(text)
      .to.contain('not your fault')
      .and.not.to.match(/\d+ of \d+ points/);
  });

  it('lists exercises with their states', () => {
    const lines = listText(EXERCISES, progress(FAILED, result('01-pod', {})), 'en', paint).split('\n');
    expect(lines[1]).to.match(/^01-pod +01-pod +5 +5 +finished$/);
    expect(lines[2]).to.match(/^02-service +02-service +5 +5 +started 33 %$/);
    expect(lines[3]).to.match(/^03-job +03-job +5 +5 +–$/);
    expect(lines.at(-1)).to.equal('1 of 3 finished');
    const { exercises } = JSON.parse(listJson(EXERCISES, progress(FAILED))) as { exercises: Record<string, unknown>[] };
    expect(exercises[1]).to.deep.include({ name: '02-service', state: 'started', score: 33, best: 33, alone: false });
  });

  it('has every word in every language', () => {
    const keys = (value: object): string[] =>
      Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
        typeof inner === 'object' && inner !== null ? keys(inner).map((k) => `${key}.${k}`) : [key],
      );
    expect(keys(WORDS.zh).sort()).to.deep.equal(keys(WORDS.en).sort());
  });
});

describe('reports', () => {
  it('hold everything in a form that can be read again', () => {
    const made = report('Li Lei', FAILED);
    expect(reportSchema.parse(JSON.parse(JSON.stringify(made)))).to.deep.equal(made);
    expect(made.exercises.map(({ state }) => state)).to.deep.equal(['new', 'started', 'new']);
  });

  it('as JUnit tell failures from errors and from what was skipped', () => {
    const xml = reportJunit(report('Li <Lei>', FAILED, BROKEN), 'en');
    expect(xml).to.contain('<testsuites name="Li &lt;Lei&gt;" tests="4" failures="1" errors="1" skipped="1">');
    expect(xml).to.contain(
      '<failure message="nobody &lt;listens&gt;" type="silent">it answers\nrefused &amp; gone</failure>',
    );
    expect(xml).to.contain(
      '<error message="the API is gone" type="E_API_UNREACHABLE">ECONNREFUSED\nlab status</error>',
    );
    expect(xml).to.contain('<skipped message="it answers"/>');
    expect(xml).to.contain('<system-out>web-1 Ready</system-out>');
    expect(xml.match(/<testcase /g)).to.have.lengthOf(4);
  });

  it('as a page show the machines, each check and its evidence, and refer to nothing outside', () => {
    for (const lang of ['en', 'zh'] as const) {
      const html = reportHtml(report('Li Lei', FAILED, BROKEN), lang);
      for (const text of [
        '192.168.207.131',
        'control-plane',
        'web-1 Ready',
        'refused &amp; gone',
        lang === 'en' ? 'nobody &lt;listens&gt;' : '没有人监听',
        'the API is gone',
      ])
        expect(html, `${lang} ${text}`).to.contain(text);
      expect(html)
        .to.contain(`<html lang="${lang === 'en' ? 'en' : 'zh-CN'}">`)
        .and.to.contain('name="viewport"');
      expect(html).not.to.match(/<script|<link|\bsrc=|url\(|\u001b/);
    }
  });

  it('of a class say who is stuck where, the most crowded place first', () => {
    const reports = [
      report('Ann', FAILED),
      report('Bo', FAILED, BROKEN),
      report('Cy', result('01-pod', { status: 'fail', why: { en: 'none', zh: '没有' } })),
      report('Di', result('02-service', {})),
    ];
    const places = stuckPlaces(reports);
    expect(
      places.map(({ exercise: name, check, students }) => [name, check, students.map(({ student }) => student)]),
    ).to.deep.equal([
      ['02-service', 'b', ['Ann', 'Bo']],
      ['01-pod', 'a', ['Cy']],
    ]);
    const inClass = (all: ExerciseReport[]) => ({
      reports: all.map((one) => ({ label: one.student, file: 'report.json', report: one })),
      unread: [],
      sameName: [],
    });
    const html = classHtml(inClass(reports), 'en', '2026-01-03T00:00:00.000Z');
    expect(html.indexOf('2 stuck')).to.be.greaterThan(0).and.lessThan(html.indexOf('1 stuck'));
    expect(html).not.to.contain('1 of 3');
    const mistake = { name: 'x', say: { en: 'the selector matches no pod', zh: '选择器没有选中任何 Pod' } };
    const known = {
      ...FAILED,
      checks: FAILED.checks.map((check) => (check.status === 'fail' ? { ...check, mistake } : check)),
    };
    const counted = [report('Ann', known), report('Bo', FAILED), report('Di', result('02-service', {}))];
    expect(classHtml(inClass(counted), 'en', '2026-01-03T00:00:00.000Z')).to.contain(
      '1 of 3: the selector matches no pod',
    );
    for (const name of ['Ann', 'Bo', 'Cy', 'Di']) expect(html).to.contain(`<th scope="row">${name}</th>`);
    expect(classHtml(inClass([report('Di', result('02-service', {}))]), 'zh', '2026-01-03T00:00:00.000Z')).to.contain(
      '没有人卡住',
    );
  });
});

describe('proofs', () => {
  const step = (name: string, ok = true, seen: string[] = []) => ({ step: name, ok, seen, ms: 1 });
  const proven = {
    exercise: '01-pod',
    status: 'proven' as const,
    flakes: [],
    reason: null,
    ms: 61_000,
    steps: [
      'review',
      'fresh',
      'solution',
      'mutation port-first',
      'reset',
      'answer yaml',
      'mistake x',
      'mistake y',
      'left behind',
    ].map((name) => step(name)),
  };
  const failed = {
    ...proven,
    exercise: '02-service',
    status: 'failed' as const,
    steps: [step('review'), step('fresh'), step('mistake x'), step('mistake y', false, ['b: fail (why)'])],
  };
  const skipped = {
    exercise: '03-job',
    status: 'skipped' as const,
    reason: 'it takes the cluster away',
    ms: 0,
    steps: [],
    flakes: [],
  };

  it('are a table, and say what was seen instead', () => {
    const text = proofsText([proven, failed, skipped], paint);
    expect(text).to.match(/^01-pod +✓ +✓ +✓ +1\/1 +✓ +1\/1 +2\/2 +✓ +1 min 01 s$/m);
    expect(text).to.match(/^02-service +✓ +✓ +1\/2 +1 min 01 s$/m);
    expect(text).to.contain('✗ 02-service › mistake y\n    b: fail (why)');
    expect(text).to.match(/1 proven · 1 failed · 1 skipped$/);
  });

  it('that succeeded at a second try are flakes, and what the first one saw is told', () => {
    const text = proofsText(
      [
        { ...proven, flakes: [[step('fresh'), step('reset', false, ['a: pass (yes)'])]] },
        { ...failed, flakes: [failed.steps] },
      ],
      paint,
    );
    expect(text).to.contain('~ try 1: 01-pod › reset\n    a: pass (yes)');
    expect(text).to.match(/1 proven · 1 failed · 1 flaky$/);
  });
});
