/**
 * check.ts as functions: compiled when it is needed, so that a folder with it is all that an exercise takes, and once for
 * each content that it has. Node never gives the memory of a module back, and `lab watch` looks all day.
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { LabError } from '../errors.js';
import { PROJECT_ROOT } from '../paths.js';
import { inTemporaryFolder } from '../surroundings.js';
import type { Check } from './check.js';
import type { Exercise } from './exercise.js';

const API = 'kube-classroom/exercise';
const API_URL = pathToFileURL(join(PROJECT_ROOT, 'dist/src/exercise/api.js')).href;

/**
 * @returns the checks in the order of exercise.yaml
 * @throws LabError `E_CHECK_TS` when check.ts cannot be compiled or loaded, or has other checks than exercise.yaml
 */
export async function loadChecks(exercise: Exercise): Promise<Map<string, Check>> {
  const exported = await load(exercise);
  const found = typeof exported === 'object' && exported !== null ? (exported as Record<string, unknown>) : {};
  const ids = exercise.spec.checks.map(({ id }) => id);
  const problems = [
    ...ids
      .filter((id) => typeof found[id] !== 'function')
      .map((id) => `${id}: is in exercise.yaml and not in check.ts`),
    ...Object.keys(found)
      .filter((id) => !ids.includes(id))
      .map((id) => `${id}: is in check.ts and not in exercise.yaml`),
  ];
  if (problems.length > 0) throw bad(exercise, problems);
  return new Map(ids.map((id) => [id, found[id] as Check]));
}

interface Compiled {
  code: string;
  /** The files that it is made of, absolute. */
  files: readonly string[];
}

interface Loaded {
  files: readonly string[];
  /** Of what is in them. */
  digest: string;
  exported: Promise<unknown>;
}

/** What was loaded last, by the exercise's folder. */
const loaded = new Map<string, Loaded>();
/** By the digest of their code: an author who takes a change back gets the module of before. */
const modules = new Map<string, Promise<unknown>>();

async function load(exercise: Exercise): Promise<unknown> {
  const before = loaded.get(exercise.dir);
  if (before && (await digestOf(before.files)) === before.digest) return before.exported;
  const { code, files } = await compile(exercise);
  const id = sha256(code);
  const exported = modules.get(id) ?? importOnce(exercise, code);
  modules.set(id, exported);
  exported.catch(() => modules.delete(id));
  loaded.set(exercise.dir, { files, digest: await digestOf(files), exported });
  return exported;
}

async function importOnce(exercise: Exercise, code: string): Promise<unknown> {
  return inTemporaryFolder('check', async (folder) => {
    const file = join(folder, 'check.mjs');
    await writeFile(file, code);
    // So that the stack of a bug names lines of check.ts.
    process.setSourceMapsEnabled(true);
    try {
      return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
    } catch (error) {
      throw bad(exercise, [String(error)], error);
    }
  });
}

/** Of what is in them, in their order. */
async function digestOf(files: readonly string[]): Promise<string> {
  const contents = await Promise.all(files.map((file) => readFile(file).then(sha256, () => 'gone')));
  return sha256(contents.join());
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * check.ts and what it imports as one text of JavaScript, its imports of the API left as they are.
 * @throws LabError `E_CHECK_TS`
 */
export async function compileChecks(exercise: Exercise): Promise<string> {
  return (await compile(exercise)).code;
}

async function compile(exercise: Exercise): Promise<Compiled> {
  const { build } = await import('esbuild');
  try {
    const result = await build({
      entryPoints: [join(exercise.dir, 'check.ts')],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      metafile: true,
      logLevel: 'silent',
      plugins: [imports],
      absWorkingDir: exercise.dir,
      tsconfigRaw: {},
    });
    return {
      code: result.outputFiles[0]!.text,
      files: Object.keys(result.metafile.inputs).map((file) => resolve(exercise.dir, file)),
    };
  } catch (error) {
    const { errors } = error as {
      errors?: { text: string; location: { file: string; line: number; column: number } | null }[];
    };
    if (!errors) throw error;
    throw bad(
      exercise,
      errors.map(({ text, location }) =>
        location
          ? `${relative(exercise.dir, join(exercise.dir, location.file))}:${location.line}:${location.column + 1}: ${text}`
          : text,
      ),
    );
  }
}

/** The API is the one of this process, whichever folder the exercise is in; other packages are not there for everybody. */
const imports: Plugin = {
  name: 'imports',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point') return undefined;
      if (path === API) return { path: API_URL, external: true };
      if (path.startsWith('node:')) return { path, external: true };
      return { errors: [{ text: `a check imports ${API}, node: modules and files beside it, not “${path}”` }] };
    });
  },
};

function bad({ name }: Exercise, problems: readonly string[], cause?: unknown): LabError {
  return new LabError({
    code: 'E_CHECK_TS',
    class: 'usage',
    what: `check.ts of ${name} cannot be used`,
    why: problems.join('\n'),
    fix: 'see docs/authoring.md; npx tsc -p labs says more',
    cause,
    details: { problems },
  });
}
