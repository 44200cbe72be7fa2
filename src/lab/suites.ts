/** The proof of a lab: the assertion suites over its live hosts and cluster. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runSuites, type RunSuitesOptions } from '../cluster/run-suites.js';
import type { SuiteResult } from '../cluster/suite-result.js';
import { PROJECT_ROOT } from '../paths.js';
import { requireTargets, withHosts, type OpenLab } from './open.js';

const SUITES = join(PROJECT_ROOT, 'dist/test/suite');

/** @throws LabError `E_LAB_DOWN`, `E_NO_SUCH_TEST` */
export async function testLab(
  lab: OpenLab,
  { signal, ...options }: Pick<RunSuitesOptions, 'grep' | 'retries' | 'onEvent'> & { signal: AbortSignal },
): Promise<SuiteResult> {
  const { config, paths } = lab;
  return withHosts(lab, await requireTargets(lab), async (hosts, former) => {
    const logDir = join(paths.logs, `test-${new Date().toISOString().replace(/[:.]/g, '-')}`);
    const context = {
      config,
      hosts,
      former: former.map(({ name }) => name),
      kubeconfig: paths.kubeconfig,
      logDir,
      signal,
    };
    return runSuites({ context, files: await suiteFiles(), ...options });
  });
}

async function suiteFiles(): Promise<string[]> {
  const names = await readdir(SUITES);
  return names
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(SUITES, name));
}
