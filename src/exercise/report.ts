/** What a student has reached, as data: `lab report` writes it, and reads many of them for a class. */
import { z } from 'zod';
import { totalPoints, type Exercise } from './exercise.js';
import { stateOf, type Progress } from './progress.js';
import { exerciseResultSchema } from './result.js';
import { textSchema } from './text.js';

/** Of everything about exercises that is handed out as JSON; raised when a field changes its meaning or goes away. */
export const FORMAT = 1;

const reportedExerciseSchema = z.object({
  name: z.string(),
  title: textSchema,
  minutes: z.int(),
  points: z.int(),
  state: z.enum(['new', 'started', 'finished', 'solved']),
  /** Of the last look, of 100; null when there was none or something could not be checked. */
  score: z.int().nullable(),
  best: z.int(),
  hints: z.int(),
  looks: z.int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  last: exerciseResultSchema.nullable(),
});

export const reportSchema = z.object({
  format: z.literal(FORMAT),
  kind: z.literal('kube-classroom report'),
  student: z.string(),
  /** Of the progress that it is made from: who does not have it is another student of the same name. */
  id: z.string().nullable().default(null),
  /** ISO 8601 */
  at: z.string(),
  lab: z.object({
    name: z.string(),
    provider: z.string(),
    kubernetes: z.string(),
    hosts: z.array(z.object({ name: z.string(), ip: z.string(), role: z.string() })),
  }),
  exercises: z.array(reportedExerciseSchema),
});

export type ExerciseReport = z.infer<typeof reportSchema>;
export type ReportedExercise = z.infer<typeof reportedExerciseSchema>;

export function exerciseReport(
  exercises: readonly Exercise[],
  progress: Progress,
  lab: ExerciseReport['lab'],
  student: string,
  at: string,
): ExerciseReport {
  return {
    format: FORMAT,
    kind: 'kube-classroom report',
    student,
    id: progress.id,
    at,
    lab,
    exercises: exercises.map((exercise) => {
      const entry = progress.exercises[exercise.name];
      const { title, minutes } = exercise.spec;
      return {
        name: exercise.name,
        title,
        minutes,
        points: totalPoints(exercise),
        state: stateOf(entry),
        score: entry?.last?.score ?? null,
        best: entry?.best ?? 0,
        hints: entry?.hints ?? 0,
        looks: entry?.checks ?? 0,
        startedAt: entry?.startedAt ?? null,
        finishedAt: entry?.finishedAt ?? null,
        last: entry?.last ?? null,
      };
    }),
  };
}

export interface Stuck {
  exercise: string;
  title: ReportedExercise['title'];
  /** The check that fails first: what comes after it waits. */
  check: string;
  say: ReportedExercise['title'];
  /** The known mistakes that are seen there, with how many have made each: the most frequent first. */
  mistakes: { say: ReportedExercise['title']; count: number }[];
  /** How many have begun the exercise. */
  begun: number;
  /** Who, and why in their case. */
  students: {
    student: string;
    why: ReportedExercise['title'] | null;
    seen: string | null;
    hints: number;
    looks: number;
  }[];
}

/** Who is stuck where, the most crowded place first. Stuck is who has begun, has looked, and fails. */
export function stuckPlaces(reports: readonly Pick<ExerciseReport, 'student' | 'exercises'>[]): Stuck[] {
  const places = new Map<string, Stuck>();
  for (const { student, exercises } of reports) {
    for (const { name, title, state, last, hints, looks } of exercises) {
      const failing = state === 'started' ? last?.checks.find(({ status }) => status === 'fail') : undefined;
      if (!failing) continue;
      const key = `${name} ${failing.id}`;
      const place = places.get(key) ?? {
        exercise: name,
        title,
        check: failing.id,
        say: failing.say,
        mistakes: [],
        begun: reports.filter((one) => one.exercises.some((its) => its.name === name && its.state !== 'new')).length,
        students: [],
      };
      place.students.push({ student, why: failing.why, seen: failing.seen, hints, looks });
      if (failing.mistake) count(place.mistakes, failing.mistake.say);
      places.set(key, place);
    }
  }
  return [...places.values()].sort(
    (a, b) => b.students.length - a.students.length || a.exercise.localeCompare(b.exercise),
  );
}

function count(mistakes: Stuck['mistakes'], say: Stuck['say']): void {
  const known = mistakes.find((mistake) => mistake.say.en === say.en);
  if (known) known.count++;
  else mistakes.push({ say, count: 1 });
  mistakes.sort((a, b) => b.count - a.count);
}
