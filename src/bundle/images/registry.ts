/** A registry on loopback for as long as images are pushed into its storage. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { LabError } from '../../errors.js';
import { exec } from '../../process.js';
import type { PartContext } from '../part.js';

const START_DEADLINE_MS = 20_000;

/**
 * Run `work` while a registry over `storage` answers at the address given to it.
 * @throws LabError `E_REGISTRY` when it does not start
 */
export async function withRegistry<T>(
  storage: string,
  { work: scratch, signal }: Pick<PartContext, 'work' | 'signal'>,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(scratch, 'registry.yml');
  await writeFile(
    config,
    stringify({
      version: '0.1',
      log: { level: 'warn', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: storage }, maintenance: { uploadpurging: { enabled: false } } },
      http: { addr: address },
    }),
  );
  const done = new AbortController();
  let early: string | undefined;
  const registry = exec(['docker-registry', 'serve', config], { signal: done.signal }).then(
    ({ stdout, stderr }) => void (early = `${stdout}\n${stderr}`.trim()),
    (error: Error) => void (early = error.message),
  );
  try {
    await answers(address, signal, () => early === undefined);
    return await work(address);
  } catch (error) {
    if (early === undefined) throw error;
    throw new LabError({
      code: 'E_REGISTRY',
      class: 'environment',
      what: 'docker-registry ended early',
      why: early,
      cause: error,
    });
  } finally {
    done.abort();
    await registry;
  }
}

async function answers(address: string, signal: AbortSignal, alive: () => boolean): Promise<void> {
  for (
    const deadline = Date.now() + START_DEADLINE_MS;
    Date.now() < deadline && alive();
    await sleep(50, undefined, { signal })
  ) {
    const response = await fetch(`http://${address}/v2/`, { signal }).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new LabError({
    code: 'E_REGISTRY',
    class: 'environment',
    what: `docker-registry does not answer on ${address}`,
  });
}

/** A port that was free a moment ago, on loopback. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
