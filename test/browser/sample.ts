import { exerciseResult, type CheckResult, type ExerciseResult } from '../../src/exercise/result.js';
import type { ExerciseReport } from '../../src/exercise/report.js';

const LONG = 'kubectl-describe-says-'.repeat(12);

function check(id: string, fields: Partial<CheckResult>): CheckResult {
  return {
    id,
    status: 'pass',
    points: 2,
    say: { en: `${id} is as it should be`, zh: `${id} 符合要求` },
    why: null,
    reason: null,
    mistake: null,
    seen: null,
    waitsFor: null,
    error: null,
    ms: 5,
    ...fields,
  };
}

function result(exercise: string): ExerciseResult {
  return exerciseResult({
    exercise,
    title: { en: 'Reach it from everywhere', zh: '从任何地方都能访问' },
    at: '2026-01-02T03:04:05.000Z',
    ms: 900,
    checks: [
      check('first', { seen: 'web-6799fc88d8-hbj7q Ready' }),
      check('second', {
        status: 'fail',
        why: { en: 'no page at port 31040', zh: '31040 端口没有页面' },
        reason: 'silent',
        seen: LONG,
      }),
      check('third', { status: 'skip', waitsFor: 'second' }),
      check('fourth', {
        status: 'error',
        error: { code: 'E_API_TIMEOUT', what: 'list Pod: no answer', why: 'within 10 s', fix: 'lab status' },
      }),
    ],
  });
}

/** Two exercises looked at, one not begun; every state of a check, and evidence without a blank in it. */
export function aReport(student: string): ExerciseReport {
  const exercise = (name: string, last: ExerciseResult | null) => ({
    name,
    title: { en: 'Reach it from everywhere', zh: '从任何地方都能访问' },
    minutes: 10,
    points: 8,
    state: last ? ('started' as const) : ('new' as const),
    score: null,
    best: 25,
    hints: 2,
    looks: 9,
    startedAt: null,
    finishedAt: null,
    last,
  });
  return {
    format: 1,
    kind: 'kube-classroom report',
    student,
    id: student,
    at: '2026-01-03T00:00:00.000Z',
    lab: {
      name: 'k8s',
      provider: 'lxc',
      kubernetes: '1.20.2',
      hosts: [
        { name: 'master', ip: '192.168.207.131', role: 'control-plane' },
        { name: 'node1', ip: '192.168.207.137', role: 'worker' },
        { name: 'node2', ip: '192.168.207.136', role: 'worker' },
      ],
    },
    exercises: [exercise('01-one', result('01-one')), exercise('02-two', result('02-two')), exercise('03-three', null)],
  };
}

/** Students with twenty-five exercises each. */
export function aClass(students: number): ExerciseReport[] {
  return Array.from({ length: students }, (_, i) => {
    const one = aReport(`student ${i + 1}`);
    const more = Array.from({ length: 25 }, (__, j) => ({
      ...one.exercises[j % 3]!,
      name: `${String(j + 1).padStart(2, '0')}-exercise`,
    }));
    return { ...one, exercises: more };
  });
}
