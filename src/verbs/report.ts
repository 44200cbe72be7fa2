import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { ExerciseReport } from '../exercise/report.js';
import { forbidden } from '../state/atomic.js';
import { EXERCISE_OPTIONS, openSession, type SpokenSession } from './exercise-session.js';
import type { Context, Verb } from './verb.js';

export const report: Verb = {
  name: 'report',
  summary: 'what was reached, as JSON, JUnit and a web page',
  json: true,
  options: [
    ...EXERCISE_OPTIONS,
    ['--student <name>', 'whose report it is (default: your user name)'],
    ['--out <dir>', 'folder to write to (default: .lab/<name>/report)'],
    ['--class <dir>', 'one page of many students’ report.json below this folder: who is stuck where'],
  ],
  details: 'Made from what `lab check` saw last; needs no lab that is up. --json prints the report and writes nothing.',
  examples: [
    ['lab report', 'report.json, report.xml and report.html'],
    ['lab report --student LiLei --lang zh', 'in Chinese, with a name on it'],
    ['lab report --class handed-in/', 'for teachers: writes class.html'],
  ],
  async run(context, input) {
    const session = await openSession(context, input, { machines: false });
    const { options } = input;
    const out = typeof options['out'] === 'string' ? resolve(options['out']) : undefined;
    if (typeof options['class'] === 'string') return reportClass(context, session, resolve(options['class']), out);
    const student = typeof options['student'] === 'string' ? options['student'] : userInfo().username;
    return reportOne(context, session, student, out ?? join(session.lab.paths.root, 'report'));
  },
};

async function reportOne(
  { json, print }: Context,
  { lab, lang, labsDir, progress }: SpokenSession,
  student: string,
  out: string,
): Promise<void> {
  const [{ loadExercises }, { exerciseReport }, { toJson }, { reportJunit }, { reportHtml }] = await Promise.all([
    import('../exercise/load.js'),
    import('../exercise/report.js'),
    import('../report/exercise-json.js'),
    import('../report/exercise-junit.js'),
    import('../report/exercise-html.js'),
  ]);
  const made = exerciseReport(
    await loadExercises(labsDir),
    await progress.read(),
    topologyOf(lab.config),
    student,
    new Date().toISOString(),
  );
  if (json) return print(toJson(made));
  await writeAll(
    out,
    {
      'report.json': `${toJson(made)}\n`,
      'report.xml': reportJunit(made, lang),
      'report.html': reportHtml(made, lang),
    },
    print,
  );
}

function topologyOf({ name, provider, kubernetes, hosts }: SpokenSession['lab']['config']): ExerciseReport['lab'] {
  return {
    name,
    provider,
    kubernetes: kubernetes.version,
    hosts: hosts.map(({ name: host, ip, role }) => ({ name: host, ip, role })),
  };
}

async function reportClass(
  { json, print }: Context,
  { lang }: SpokenSession,
  dir: string,
  out: string | undefined,
): Promise<void> {
  const [{ handedIn }, { FORMAT, stuckPlaces }, { classHtml }, { toJson }] = await Promise.all([
    import('../lab/handed-in.js'),
    import('../exercise/report.js'),
    import('../report/exercise-html.js'),
    import('../report/exercise-json.js'),
  ]);
  const reports = await handedIn(dir);
  if (json)
    return print(
      toJson({ format: FORMAT, students: reports.map(({ student }) => student), stuck: stuckPlaces(reports) }),
    );
  await writeAll(out ?? dir, { 'class.html': classHtml(reports, lang, new Date().toISOString()) }, print);
}

async function writeAll(dir: string, files: Record<string, string>, print: Context['print']): Promise<void> {
  await mkdir(dir, { recursive: true }).catch(forbidden(join(dir, Object.keys(files)[0]!), 'written'));
  for (const [name, text] of Object.entries(files))
    await writeFile(join(dir, name), text).catch(forbidden(join(dir, name), 'written'));
  print(
    Object.keys(files)
      .map((name) => join(dir, name))
      .join('\n'),
  );
}
