/** A lab for tests: scripts run in bash on this machine, in a folder; the cluster knows namespaces and nothing else. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cluster, KubernetesObject, ObjectRef, Selection } from '../../../src/cluster/cluster.js';
import { loadConfig } from '../../../src/config/load.js';
import type { LabConfig } from '../../../src/config/schema.js';
import type { LabEvent } from '../../../src/events.js';
import type { Exercise } from '../../../src/exercise/exercise.js';
import { loadExercise } from '../../../src/exercise/load.js';
import type { Stage } from '../../../src/exercise/stage.js';
import type { CommandResult, Host } from '../../../src/host.js';

export async function theConfig(): Promise<LabConfig> {
  return (await loadConfig('', { path: '/nowhere/lab.yaml', defaultProvider: () => ({ name: 'libvirt' }) })).config;
}

/** Folders that are gone after the test. */
const folders: string[] = [];

export async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-exercise-test-'));
  folders.push(folder);
  return folder;
}

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A host whose scripts run here, in `folder`. kubectl and docker are not to be found there. */
export function localHost(name: string, folder: string, role: Host['role'] = 'control-plane'): Host {
  const bash = (input: string, onLine?: (line: string, stream: 'stdout' | 'stderr') => void) =>
    new Promise<CommandResult>((resolve, reject) => {
      const child = spawn('bash', ['-s'], { cwd: folder, env: { PATH: '/usr/bin:/bin' } });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        stdout
          .split('\n')
          .filter(Boolean)
          .forEach((line) => onLine?.(line, 'stdout'));
        resolve({ exitCode: code ?? 128, stdout, stderr, ms: 1 });
      });
      child.stdin.end(`cd ${folder}\n{ :; ${input}\n} </dev/null\n`);
    });
  return {
    name,
    ip: '192.0.2.1',
    role,
    run: (argv) => bash(argv.map((word) => `'${word}'`).join(' ')),
    // Of the whole machine, only the folder belongs to this lab; an exercise's own scripts are run as they are.
    script: (text, options) =>
      text.includes('systemctl') && !text.includes('export EXERCISE=')
        ? bash("ls | sed 's/$/\\t/'")
        : bash(text, options?.onLine),
    close: () => undefined,
  };
}

export interface FakeCluster extends Cluster {
  readonly objects: Map<string, KubernetesObject>;
}

/** Keeps objects by kind and name; deletes at once. */
function fakeCluster(): FakeCluster {
  const objects = new Map<string, KubernetesObject>();
  const key = (kind = '', name = '') => `${kind} ${name}`;
  const unused = (): never => {
    throw new Error('the fake cluster cannot do that');
  };
  return {
    objects,
    server: 'https://192.0.2.1:6443',
    version: async () => 'v1.20.2',
    list: async <T extends KubernetesObject>(_: string, kind: string, selection?: Selection) => {
      const [label, value] = selection?.labels?.split('=') ?? [];
      return [...objects.values()].filter(
        (object) =>
          object.kind === kind &&
          [undefined, selection?.namespace ?? object.metadata?.namespace].includes(object.metadata?.namespace) &&
          (label === undefined || object.metadata?.labels?.[label] === value),
      ) as T[];
    },
    read: async <T extends KubernetesObject>({ kind, name }: ObjectRef) => {
      if (kind === 'ServiceAccount') return { metadata: { name }, secrets: [{}] } as unknown as T;
      return objects.get(key(kind, name)) as T | undefined;
    },
    apply: async (all) => all.forEach((object) => objects.set(key(object.kind, object.metadata?.name), object)),
    remove: async ({ kind, name }) => {
      objects.delete(key(kind, name));
      if (kind === 'Namespace')
        for (const [at, { metadata }] of objects) if (metadata?.namespace === name) objects.delete(at);
    },
    nodes: async () => [],
    pods: async () => [...objects.values()].filter(({ kind }) => kind === 'Pod'),
    events: async () => [],
    nodeMetrics: async () => [],
    service: async (_namespace, name) => objects.get(key('Service', name)),
    endpoints: unused,
    logs: unused,
    exec: unused,
  };
}

export interface Bench {
  stage: Stage;
  cluster: FakeCluster;
  /** Where scripts run. */
  folder: string;
  events: LabEvent[];
}

export async function bench(): Promise<Bench> {
  const [config, folder, cluster] = [await theConfig(), await temporary(), fakeCluster()];
  const events: LabEvent[] = [];
  const host = localHost('master', folder);
  const stage: Stage = {
    config,
    hosts: [host],
    controlPlane: host,
    cluster: async () => cluster,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  };
  return { stage, cluster, folder, events };
}

/** The header of a mistake. */
export function mistake(fails: string, en: string, zh: string): string {
  return `# fails: ${fails}\n# en: ${en}\n# zh: ${zh}\n`;
}

/** A valid exercise about two files: `a` must hold yes, and `b` too when `a` does. */
export const TWO_FILES: Readonly<Record<string, string>> = {
  'exercise.yaml': `title: {en: two files, zh: 两个文件}
minutes: 1
namespace: two-files
checks:
  - {id: a, points: 1, say: {en: a says yes, zh: a 说 yes}, why: {no: {en: 'a says {what}', zh: 'a 说的是 {what}'}}}
  - {id: b, points: 1, say: {en: b says yes, zh: b 说 yes}, needs: [a], why: {otherwise: {en: b does not, zh: b 不是}}}
  - {id: c, points: 1, say: {en: c says yes, zh: c 说 yes}, why: {otherwise: {en: c does not, zh: c 不是}}}
  - {id: d, points: 1, say: {en: d says yes, zh: d 说 yes}, why: {otherwise: {en: d does not, zh: d 不是}}}
hints:
  - {en: write, zh: 写}
  - {en: write yes, zh: 写 yes}
level: 1
topics: [storage]
guide:
  - {idea: {en: files last, zh: 文件会保留下来}, heading: 文件, checks: [a]}
debrief:
  seen: {en: 'The files of {NAMESPACE} said yes.', zh: '{NAMESPACE} 的文件说了 yes。'}
  other: {en: tee writes as well., zh: tee 也能写。}
  look: cat a
  docs: concepts/storage/
`,
  'README.md': '# Two files\n\n- write\n',
  'README.zh.md': '# 两个文件\n\n- 写\n',
  'setup.sh': 'rm -f a b c d\nremember answer yes\n',
  'solution.sh': '# All of them say yes.\nfor file in a b c d; do echo yes >$file; done\n',
  'answers/one-by-one.sh': '# Each by a command of its own.\necho yes >a\necho yes >b\necho yes >c\necho yes >d\n',
  'answers/copied.sh': '# The solution, and the last one copied.\nsolution\ncp a d\n',
  'mistakes/no-a.sh': `${mistake('a no', 'there is no a', '没有 a')}solution\nrm a\n`,
  'mistakes/no-b.sh': `${mistake('b otherwise', 'b says no', 'b 说 no')}solution\necho no >b\n`,
  'mistakes/no-c.sh': `${mistake('c otherwise', 'there is no c', '没有 c')}solution\nrm c\n`,
  'mistakes/no-d.sh': `${mistake('d otherwise', 'there is no d', '没有 d')}solution\nrm d\n`,
  'reset.sh': 'rm -f a b c d\n',
  'check.ts': `import { checks, type CheckContext } from 'kube-classroom/exercise';

export default checks({
  async a(t) {
    const said = await read(t, 'a');
    if (said !== t.remembered['answer']) return t.fail('no', { what: said || 'nothing' }, said);
    return said;
  },
  b: (t) => holds(t, 'b'),
  c: (t) => holds(t, 'c'),
  d: (t) => holds(t, 'd'),
});

async function holds(t: CheckContext, file: string): Promise<string> {
  const said = await read(t, file);
  return said === 'yes' ? said : t.fail('otherwise');
}

async function read({ controlPlane }: CheckContext, file: string): Promise<string> {
  return (await controlPlane.run(['cat', file])).stdout.trim();
}
`,
};

/** The folder of an exercise, TWO_FILES with some files replaced, added, or (undefined) left out. */
export async function writeExercise(
  changes: Readonly<Record<string, string | undefined>> = {},
  name = '01-two-files',
  labsDir?: string,
): Promise<string> {
  const dir = join(labsDir ?? (await temporary()), name);
  for (const [file, text] of Object.entries({ ...TWO_FILES, ...changes })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), text);
  }
  return dir;
}

export async function anExercise(changes: Readonly<Record<string, string | undefined>> = {}): Promise<Exercise> {
  return loadExercise(await writeExercise(changes));
}
