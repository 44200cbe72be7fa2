/**
 * The Kubernetes client library. It has a thousand files, and reading them takes half a second: the build makes one of
 * them, which takes a tenth. Without that file the library itself is loaded; nothing else differs.
 * Run as a program it makes the file.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Library from '@kubernetes/client-node';
import { PROJECT_ROOT } from '../paths.js';

const PACKAGE = '@kubernetes/client-node';
/** What is used of it; the one file has nothing else. */
const NAMES = [
  'CoreV1Api',
  'createConfiguration',
  'Exec',
  'KubeConfig',
  'KubernetesObjectApi',
  'PatchStrategy',
  'ServerConfiguration',
  'VersionApi',
  'Watch',
] as const;
const ONE_FILE = join(PROJECT_ROOT, 'dist/vendor/kubernetes-client.mjs');

const library = (await import(existsSync(ONE_FILE) ? pathToFileURL(ONE_FILE).href : PACKAGE)) as Pick<
  typeof Library,
  (typeof NAMES)[number]
>;

export const {
  CoreV1Api,
  createConfiguration,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  ServerConfiguration,
  VersionApi,
  Watch,
} = library;
export type KubeConfig = Library.KubeConfig;
export type CoreV1Api = Library.CoreV1Api;
export type KubernetesObjectApi = Library.KubernetesObjectApi;
export type VersionApi = Library.VersionApi;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { build } = await import('esbuild');
  await build({
    stdin: { contents: `export { ${NAMES.join(', ')} } from '${PACKAGE}';`, resolveDir: PROJECT_ROOT },
    bundle: true,
    outfile: ONE_FILE,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    // Some of what it depends on is CommonJS and wants a require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}
