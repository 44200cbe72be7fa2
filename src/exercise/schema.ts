/** The shape of exercise.yaml. What its parts must have in common with the other files of the folder is said in review.ts. */
import { z } from 'zod';
import { textSchema } from './text.js';

/** What a lab may lack. Looked for before an exercise starts. */
export const REQUIREMENTS = {
  dns: 'CoreDNS answers',
  metrics: 'the API has metrics.k8s.io',
  'two-workers': 'the lab has two workers or more',
} as const;

/** What an exercise is about, as lists and the course plan sort it. */
const TOPICS = [
  'setup',
  'docker',
  'kubeadm',
  'pod',
  'container',
  'replicaset',
  'deployment',
  'rollout',
  'daemonset',
  'statefulset',
  'job',
  'cronjob',
  'hpa',
  'service',
  'dns',
  'storage',
  'scheduling',
  'node',
  'network',
  'troubleshooting',
] as const;

/** What the proof does to the solved state, and whether that must matter. Done in this order; mutations.ts does it. */
export const MUTATIONS = {
  bystanders: {
    expect: 'harmless',
    what: 'a Deployment, a Service, a ConfigMap and a pod that have nothing to do with it',
  },
  'port-first': { expect: 'harmless', what: 'a second port before the first of each Service' },
  'pods-deleted': { expect: 'harmless', what: 'the pods of all controllers deleted; they come back' },
  'sidecar-last': { expect: 'harmless', what: 'one more container at the end of each pod template' },
  'sidecar-first': { expect: 'harmless', what: 'one more container at the beginning of each pod template' },
  'frozen-endpoints': {
    expect: 'harmful',
    what: 'the selector of each Service taken away, so that its addresses of now stay for ever',
  },
  'widened-selector': {
    expect: 'harmful',
    what: 'the neighbours scaled to 0, and the Service selecting what it shares with them',
  },
  'helpers-deleted': { expect: 'told', what: 'the pods deleted that the checks look with' },
  orphaned: { expect: 'harmful', what: 'each controller deleted, its pods left running' },
  'forged-events': { expect: 'harmful', what: 'on a fresh start, the Events of the solved state written by hand' },
} as const satisfies Record<string, { expect: MutationOutcome; what: string }>;

/**
 * - `harmless`: it stays at 100 %
 * - `harmful`: a check fails, and none is an error
 * - `told`: the checks pass or fail, and none is an error
 */
export type MutationOutcome = 'harmless' | 'harmful' | 'told';
export type MutationId = keyof typeof MUTATIONS;

const id = (example: string) =>
  z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: `must be lower-case words with hyphens between, such as ${example}` });
const sentence = (what: string) => z.string().min(1).describe(what);
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
    .enum(['cluster', 'docker', 'hosts'])
    .default('cluster')
    .describe(
      'cluster: on a lab that is up. docker: on hosts with Docker and no cluster. hosts: on hosts that only run sshd. Starting one of the latter two takes the cluster away, `lab up` makes it again.',
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
  level: z
    .literal([1, 2, 3])
    .optional()
    .describe('1: for the first lessons, 2: wants some practice, 3: for those who look for trouble.'),
  topics: z.array(z.enum(TOPICS)).default([]).describe('What it is about, the main thing first.'),
  guide: z
    .array(
      z.strictObject({
        idea: textSchema.describe('What the guide says.'),
        heading: sentence("The guide's own heading over it."),
        checks: z.array(id('endpoints')).min(1).describe('The checks by which a student sees it.'),
      }),
    )
    .default([])
    .describe('Which ideas of the guide it shows.'),
  debrief: z
    .strictObject({
      seen: textSchema.describe('What was to be seen, and why it works so.'),
      other: textSchema.describe('One other way to do it.'),
      look: sentence('A command that shows it once more.'),
      docs: sentence('A page of the documentation of Kubernetes 1.20, below /docs/.'),
    })
    .optional()
    .describe('Said when all points are earned, and after `lab solve`.'),
  mutations: z
    .partialRecord(
      z.enum(Object.keys(MUTATIONS) as MutationId[]),
      z.strictObject({
        expect: z.enum(['harmless', 'harmful', 'left-out']),
        because: sentence('Why here it is not as it is elsewhere. For authors.'),
      }),
    )
    .default({})
    .describe('Where a mutation of the proof cannot be made, or has another outcome than usual.'),
});

export type ExerciseFile = z.infer<typeof exerciseSchema>;
export type CheckSpec = z.infer<typeof checkSchema>;
