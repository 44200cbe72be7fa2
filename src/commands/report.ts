import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import type { ExerciseReport } from '../report/exercise-report.js';
import { LabError } from '../errors.js';
import { forbidden } from '../state/atomic.js';
import { EXERCISE_OPTIONS, openSession, type Session } from './exercise-session.js';
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
    const session = await openSession(context, input);
    const { options } = input;
    const out = typeof options['out'] === 'string' ? resolve(options['out']) : undefined;
    if (typeof options['class'] === 'string') return reportClass(context, session, resolve(options['class']), out);
    const student = typeof options['student'] === 'string' ? options['student'] : userInfo().username;
    return reportOne(context, session, student, out ?? join(session.lab.paths.root, 'report'));
  },
};

async function reportOne(
  { json, print }: Context,
  { lab, lang, labsDir, progress }: Session,
  student: string,
  out: string,
): Promise<void> {
  const [{ loadExercises }, { exerciseReport }, { toJson }, { reportJunit }, { reportHtml }] = await Promise.all([
    import('../exercise/load.js'),
    import('../report/exercise-report.js'),
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

function topologyOf({ name, provider, kubernetes, hosts }: Session['lab']['config']): ExerciseReport['lab'] {
  return {
    name,
    provider,
    kubernetes: kubernetes.version,
    hosts: hosts.map(({ name: host, ip, role }) => ({ name: host, ip, role })),
  };
}

async function reportClass(
  { json, print }: Context,
  { lang }: Session,
  dir: string,
  out: string | undefined,
): Promise<void> {
  const [{ stuckPlaces }, { classHtml }, { FORMAT, toJson }] = await Promise.all([
    import('../report/exercise-report.js'),
    import('../report/exercise-html.js'),
    import('../report/exercise-json.js'),
  ]);
  const reports = await readReports(dir);
  if (json)
    return print(
      toJson({ format: FORMAT, students: reports.map(({ student }) => student), stuck: stuckPlaces(reports) }),
    );
  await writeAll(out ?? dir, { 'class.html': classHtml(reports, lang, new Date().toISOString()) }, print);
}

/** Of two reports of one student the later one counts. */
async function readReports(dir: string): Promise<ExerciseReport[]> {
  const { reportSchema } = await import('../report/exercise-report.js');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new LabError({
      code: 'E_USAGE',
      class: 'usage',
      what: `${dir} cannot be read`,
      why: error.message,
      fix: 'lab report --class DIR, a folder with what students have handed in',
    });
  });
  // Hidden folders are lab's own and the like, nothing handed in.
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(dir, file)
          .split(sep)
          .some((part) => part.startsWith('.')),
    )
    .sort();
  const latest = new Map<string, ExerciseReport>();
  const problems: string[] = [];
  for (const file of files) {
    const read = reportSchema.safeParse(parse(await readFile(file, 'utf8')));
    if (!read.success)
      problems.push(`${file}: ${read.error.issues[0]?.path.join('.')}: ${read.error.issues[0]?.message}`);
    else if ((latest.get(read.data.student)?.at ?? '') < read.data.at) latest.set(read.data.student, read.data);
  }
  if (problems.length > 0 || latest.size === 0) {
    throw new LabError({
      code: 'E_REPORTS',
      class: 'usage',
      what:
        latest.size === 0
          ? `there are no reports in ${dir}`
          : `${problems.length} files in ${dir} are not reports of lab`,
      why: problems.join('\n') || undefined,
      fix: 'have students hand in the report.json that lab report writes; move other JSON files away',
    });
  }
  return [...latest.values()];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
