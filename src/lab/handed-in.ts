/** What the students of a class have handed in. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LabError } from '../errors.js';
import { reportSchema, type ExerciseReport } from '../exercise/report.js';

/**
 * The reports below a folder. Of two of one student the later one counts.
 * @throws LabError `E_REPORTS`
 */
export async function handedIn(dir: string): Promise<ExerciseReport[]> {
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
