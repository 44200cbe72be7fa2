/** What the students of a class have handed in: reports in files of any kind of folder, from any kind of machine. */
import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { LabError } from '../errors.js';
import { reportSchema, type ExerciseReport } from '../exercise/report.js';

/** One report of a class. */
export interface HandedIn {
  /** The student, and where several have one name the file as well. */
  label: string;
  /** Relative to the folder of the class. */
  file: string;
  report: ExerciseReport;
}

export interface ClassReports {
  reports: HandedIn[];
  /** What is there and could not be used; nothing is left out without a word. */
  unread: { file: string; why: string }[];
  /** Names that several have: whether that is one person is for the teacher to say. */
  sameName: { student: string; files: string[] }[];
}

/** A report of all exercises has some 100 kB. */
const MOST_BYTES = 20_000_000;
const ARCHIVE = /\.(zip|rar|7z|tar|tgz|t?gz|xz|bz2)$/i;

/**
 * The reports below a folder. Of two of the same work (a name, and one progress) the later one counts.
 * @throws LabError `E_USAGE`, `E_REPORTS` where there is none that can be read
 */
export async function handedIn(dir: string): Promise<ClassReports> {
  await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    throw new LabError({
      code: 'E_USAGE',
      class: 'usage',
      what: `${dir} cannot be read`,
      why: error.message,
      fix: 'lab report --class DIR, a folder with what students have handed in',
    });
  });
  const unread: ClassReports['unread'] = [];
  const read: { file: string; report: ExerciseReport }[] = [];
  for (const path of await filesBelow(dir, (path, why) => unread.push({ file: relative(dir, path), why }))) {
    const file = relative(dir, path);
    const report = await readReport(path);
    if (typeof report === 'string') unread.push({ file, why: report });
    else read.push({ file, report });
  }
  if (read.length === 0) {
    throw new LabError({
      code: 'E_REPORTS',
      class: 'usage',
      what: `there are no reports in ${dir}`,
      why: unread.map(({ file, why }) => `${file}: ${why}`).join('\n') || undefined,
      fix: 'have students hand in the report.json that lab report writes',
    });
  }
  const latest = ofLatest(read);
  const byName = groupBy(latest, ({ report }) => report.student);
  return {
    reports: latest.map(({ file, report }) => ({
      label: byName.get(report.student)!.length === 1 ? report.student : `${report.student} (${file})`,
      file,
      report,
    })),
    unread,
    sameName: [...byName]
      .filter(([, all]) => all.length > 1)
      .map(([student, all]) => ({ student, files: all.map(({ file }) => file) })),
  };
}

/** Without an id (nothing begun yet, or an older lab) nobody knows whose work a report is: then each stands for itself. */
function ofLatest(read: readonly { file: string; report: ExerciseReport }[]) {
  const works = groupBy(read, ({ file, report }) => JSON.stringify([report.student, report.id ?? { file }]));
  return [...works.values()].map((same) => same.reduce((a, b) => (a.report.at < b.report.at ? b : a)));
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** Every file that may be a report, links followed; hidden ones are lab's own and the like, nothing handed in. */
async function filesBelow(top: string, cannot: (path: string, why: string) => void): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  await walk(top);
  return files.sort();

  async function walk(dir: string): Promise<void> {
    let names: string[];
    try {
      const real = await realpath(dir);
      if (seen.has(real)) return;
      seen.add(real);
      names = (await readdir(dir)).filter((name) => !name.startsWith('.')).sort();
    } catch (error) {
      return cannot(dir, `cannot be read: ${(error as Error).message}`);
    }
    for (const name of names) {
      const path = join(dir, name);
      try {
        const is = await stat(path);
        if (is.isDirectory()) await walk(path);
        else if (ARCHIVE.test(name)) cannot(path, 'is an archive: unpack it first');
        else if (isForReading(name, names))
          cannot(path, 'is for reading: report.json, which lies beside it, is needed');
        else if (extname(name).toLowerCase() !== '.json') continue;
        else if (!is.isFile()) cannot(path, 'is no file');
        else if (is.size > MOST_BYTES) cannot(path, 'is too large for a report');
        else files.push(path);
      } catch (error) {
        const link = await lstat(path).then(
          (is) => is.isSymbolicLink(),
          () => false,
        );
        if (link || name.endsWith('.json')) cannot(path, `cannot be read: ${(error as Error).message}`);
      }
    }
  }
}

/** Whether somebody has handed in the page instead of the data. */
function isForReading(name: string, beside: readonly string[]): boolean {
  if (!/\.(html?|xml)$/i.test(name) || name === 'class.html') return false;
  return !beside.includes(`${basename(name, extname(name))}.json`);
}

/** @returns why it is none */
async function readReport(path: string): Promise<ExerciseReport | string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
  if (bytes.length === 0) return 'is empty';
  let data: unknown;
  try {
    data = JSON.parse(textOf(bytes));
  } catch (error) {
    return `is not JSON, or not all of it: ${(error as Error).message}`;
  }
  const { kind, format } = (data ?? {}) as { kind?: unknown; format?: unknown };
  if (kind !== 'kube-classroom report') return 'is no report of lab';
  const report = reportSchema.safeParse(data);
  if (report.success) return report.data;
  if (format !== 1) return `has the format ${JSON.stringify(format)}; this version of lab reads 1`;
  const [issue] = report.error.issues;
  return `is not as lab writes it: ${issue?.path.join('.')}: ${issue?.message}`;
}

/** What editors make of UTF-8 when they save: with a mark before it, in UTF-16, or in the code page of a Chinese Windows. */
function textOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
