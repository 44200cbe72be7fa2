/** One archive with all that somebody needs to help with a lab. */
import { join } from 'node:path';
import { asLabError } from '../../errors.js';
import { task } from '../../events.js';
import type { ProviderIo } from '../../vagrant/provider.js';
import { examine } from '../doctor/doctor.js';
import { hasNetwork, isInside } from '../netns.js';
import { knownTargets, withHosts, type OpenLab } from '../open.js';
import { readLabPlan } from '../provisioning.js';
import { hostTexts } from './host-texts.js';
import { localTexts, NEVER } from './local-texts.js';
import { pack, type Packed } from './pack.js';

export interface LogsArchive extends Packed {
  /** What could not be read, and why. */
  notThere: string[];
  /** What is never in such an archive. */
  never: string[];
}

/** A host that answers does so within this, in milliseconds. */
const LOGIN_MS = 14_000;

/**
 * @param out the archive's file; undefined: `lab-NAME-TIME.tar.gz` in the current folder
 * @throws LabError `E_REPORT_FILE`, `E_TOOL_MISSING` (tar), `E_INTERRUPTED`
 */
export async function collectLogs(lab: OpenLab, io: ProviderIo, out: string | undefined): Promise<LogsArchive> {
  const { signal, emit } = io;
  const notThere: string[] = [];
  const texts = new Map<string, string>();
  const take = async (title: string, host: string | undefined, work: () => Promise<Map<string, string>>) => {
    try {
      const found = await task(emit, { title, host }, async (handle) => {
        const read = await work();
        handle.finish('ok');
        return read;
      });
      found.forEach((text, name) => texts.set(name, text));
    } catch (thrown) {
      signal.throwIfAborted();
      notThere.push(`${host ?? title}: ${asLabError(thrown).what}`);
    }
  };
  await take('Read what is on this machine', undefined, () => localTexts(lab, signal));
  await take('Ask lab doctor', undefined, async () => {
    const found = await examine(lab, { emit: () => undefined, signal });
    return new Map([['doctor.json', JSON.stringify(found, null, 2)]]);
  });
  const targets = await targetsNow(lab, notThere);
  await withHosts(lab, targets, async (hosts) => {
    await Promise.all(
      hosts.map((host) =>
        take('Read its journals and state', host.name, async () => {
          await host.connect({ signal, answerMs: LOGIN_MS });
          return hostTexts(host, signal);
        }),
      ),
    );
  });
  if (targets.length > 0)
    await take('Read the plan', undefined, async () => {
      const plan = await readLabPlan({ emit: () => undefined, signal }, lab);
      return new Map([['plan.json', JSON.stringify(plan, null, 2)]]);
    });
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const name = `lab-${lab.config.name}-${time}`;
  texts.set('not-there.txt', notThere.join('\n'));
  const file = out ?? join(process.cwd(), `${name}.tar.gz`);
  const packed = await task(emit, { title: 'Pack it' }, () => pack(file, name, texts, signal));
  return { ...packed, notThere, never: NEVER };
}

async function targetsNow(lab: OpenLab, notThere: string[]) {
  const enter = lab.provider.enter(lab);
  try {
    const targets = await knownTargets(lab);
    if (targets === undefined || !hasNetwork(enter)) {
      notThere.push('hosts: the lab is not up');
      return [];
    }
    if (isInside(enter)) return targets;
    notThere.push('hosts: only root may enter the network of a sealed lab');
    return [];
  } catch (error) {
    notThere.push(`hosts: ${asLabError(error).what}`);
    return [];
  }
}
