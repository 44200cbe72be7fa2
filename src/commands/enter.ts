/**
 * A sealed lab's addresses exist only inside its network namespace. A verb that talks to hosts runs there: this very
 * command line once more, behind the words that the provider says.
 */
import { LabError } from '../errors.js';
import { handOver } from './hand-over.js';
import { hasNetwork, isInside } from './netns.js';
import { labDown, type OpenLab } from './lab.js';
import type { Context } from './verb.js';

/**
 * Run a command line of lab inside the lab's network, with this terminal.
 * @returns its exit code
 * @throws LabError `E_LAB_DOWN`, `E_NEEDS_ROOT`
 */
export async function runInside(context: Context, lab: OpenLab, argv: readonly string[]): Promise<number> {
  const enter = lab.provider.enter(lab);
  if (!hasNetwork(enter)) throw labDown(lab, 'its network does not exist');
  if (process.getuid?.() !== 0) {
    throw new LabError({
      code: 'E_NEEDS_ROOT',
      class: 'environment',
      what: 'only root may enter the network of a sealed lab',
      fix: `sudo lab ${argv.join(' ')}`,
    });
  }
  return handOver(context, [
    ...enter,
    ...ENDS_WITH_US,
    process.execPath,
    ...process.execArgv,
    process.argv[1] ?? '',
    ...argv,
  ]);
}

/** Should we be killed, the one inside is asked to stop: nobody would hold the lab's lock for it (prctl(2), PR_SET_PDEATHSIG). */
const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'TERM'];

/** Run `work` where the lab's addresses can be reached: here, or as this same command line inside. */
export async function inNetwork(
  context: Context,
  lab: OpenLab,
  work: () => Promise<number | void>,
): Promise<number | void> {
  return isInside(lab.provider.enter(lab)) ? work() : runInside(context, lab, context.argv);
}
