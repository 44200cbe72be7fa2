import { expect } from 'chai';
import { loadConfig, type ConfigProblem, type LoadedConfig } from '../../../src/config/load.js';
import type { ProviderName } from '../../../src/config/schema.js';
import { LabError } from '../../../src/errors.js';

export const EXTRAS = {
  bridge: 'lab0',
  containerPrefix: 'k8s-1a2b3c',
  box: { name: 'kube-classroom/el8-stand-in-0123456789ab', url: 'file:///var/cache/bundle/el8.box' },
};

export function load(text: string, provider: ProviderName = 'virtualbox'): Promise<LoadedConfig> {
  return loadConfig(text, { path: '/class/lab.yaml', defaultProvider: () => ({ name: provider }) });
}

export async function failure(promise: Promise<unknown>): Promise<LabError> {
  const error: unknown = await promise.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(error).to.be.instanceOf(LabError);
  return error as LabError;
}

/** The problems of a text, each as `line:column path message`. */
export async function problems(text: string, provider?: ProviderName): Promise<string[]> {
  const error = await failure(load(text, provider));
  expect(error).to.include({ code: 'E_CONFIG_INVALID', exitCode: 2 });
  return (error.details['problems'] as ConfigProblem[]).map(
    ({ line, column, path, message }) => `${line}:${column} ${path} ${message}`,
  );
}
