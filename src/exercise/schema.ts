/** The shape of exercise.yaml. What its parts must have in common with the other files of the folder is said in review.ts. */
import { z } from 'zod';
import { textSchema } from './text.js';

/** What a lab may lack. Looked for before an exercise starts. */
export const REQUIREMENTS = {
  dns: 'CoreDNS answers',
  metrics: 'the API has metrics.k8s.io',
  'two-workers': 'the lab has two workers or more',
} as const;

const id = (example: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: `must be lower-case words with hyphens between, such as ${example}` });
const namespace = () =>
  z.string().regex(/^(?!default$|kube-)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, {
    error: "must be a DNS label such as web, and not one of the cluster's own namespaces",
  });

export const checkSchema = z.strictObject({
  id: id('all-nodes-answer').describe('The key of the check in check.ts.'),
  points: z.int().min(1).max(100),
  say: textSchema.describe('One line: what holds when the check passes.'),
  needs: z
    .array(id('deployment'))
    .default([])
    .describe('Checks without which this one says nothing new: unless they pass it is skipped.'),
  settle: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .describe(
      'Seconds for which a failing check is asked again before it counts: for what changes by itself in a moment.',
    ),
  why: z
    .record(
      z.string().regex(/^[a-z][A-Za-z0-9]*$/, { error: 'must be a camel-case word such as wrongImage' }),
      textSchema,
    )
    .describe('Why it may fail. check.ts says which, with values for the {placeholders}.'),
});

export const exerciseSchema = z.strictObject({
  title: textSchema,
  minutes: z.int().min(1).max(240).describe('How long a student needs.'),
  needs: z.array(z.string()).default([]).describe('Exercises to do before: names of folders in labs/.'),
  requires: z
    .array(z.enum(Object.keys(REQUIREMENTS) as (keyof typeof REQUIREMENTS)[]))
    .default([])
    .describe('What the lab must have.'),
  lab: z
    .enum(['cluster', 'docker'])
    .default('cluster')
    .describe(
      'cluster: on a lab that is up. docker: on hosts with Docker and no cluster; starting it takes the cluster away, `lab up` makes it again.',
    ),
  namespace: namespace()
    .optional()
    .describe('Made for the exercise, deleted by reset. Left out: the exercise has none.'),
  moreNamespaces: z.array(namespace()).default([]).describe('Further namespaces of the exercise, treated the same.'),
  alone: z
    .boolean()
    .default(false)
    .describe(
      'It touches more than its namespaces (nodes, kube-system), so that no other exercise is proven at the same time.',
    ),
  breaks: z
    .boolean()
    .default(false)
    .describe(
      'Starting it breaks the lab. Then reset.sh heals it, whatever state it is in, and reset does not begin again.',
    ),
  removes: z
    .array(
      z
        .string()
        .regex(/^[a-z.]+\/[a-z0-9][a-z0-9.:-]*$/, { error: 'must be resource/name such as persistentvolume/data-0' }),
    )
    .default([])
    .describe(
      'Objects outside its namespaces that a student makes; reset removes them. (What setup.sh makes with `mine` needs no mention.)',
    ),
  checks: z.array(checkSchema).min(1),
  hints: z.array(textSchema).min(1).describe('From a nudge to nearly the answer; one more each time.'),
});

export type ExerciseFile = z.infer<typeof exerciseSchema>;
export type CheckSpec = z.infer<typeof checkSchema>;
