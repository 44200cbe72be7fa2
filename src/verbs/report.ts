import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ExerciseReport } from '../exercise/report.js';
import { studentName, userName } from '../lab/student.js';
import { forbidden } from '../state/atomic.js';
import { EXERCISE_OPTIONS, openSession, type SpokenSession } from './exercise-session.js';
import type { Context, Verb } from './verb.js';

export const report: Verb = {
  name: 'report',
  summary: 'what was reached, as JSON, JUnit and a web page',
  json: true,
  options: [
    ...EXERCISE_OPTIONS,
    ['--student <name>', 'whose report it is (default: your user name; behind sudo too)'],
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
    const student = studentName(
      typeof options['student'] === 'string' ? options['student'] : undefined,
      process.env,
      userName(),
    );
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
  { json, print, emit }: Context,
  { lang }: SpokenSession,
  dir: string,
  out: string | undefined,
): Promise<void> {
  const [{ handedIn }, { FORMAT, stuckPlaces }, { classHtml }, { toJson }, { WORDS }] = await Promise.all([
    import('../lab/handed-in.js'),
    import('../exercise/report.js'),
    import('../report/exercise-html.js'),
    import('../report/exercise-json.js'),
    import('../report/exercise-words.js'),
  ]);
  const found = await handedIn(dir);
  const { reports, unread, sameName } = found;
  if (json) {
    const labelled = reports.map(({ label, report }) => ({ ...report, student: label }));
    return print(
      toJson({
        format: FORMAT,
        students: reports.map(({ label }) => label),
        stuck: stuckPlaces(labelled),
        reports: reports.map(({ label, file, report }) => ({ label, file, student: report.student, at: report.at })),
        sameName,
        unread,
      }),
    );
  }
  const warn = (text: string) => emit({ type: 'notice', level: 'warning', text });
  const words = WORDS[lang].report;
  sameName.forEach(({ student, files }) => warn(`${words.sameName(student)}: ${files.join(', ')}`));
  unread.forEach(({ file, why }) => warn(`${words.unread}: ${file} ${why}`));
  await writeAll(out ?? dir, { 'class.html': classHtml(found, lang, new Date().toISOString()) }, print);
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
