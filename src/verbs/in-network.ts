/**
 * A sealed lab's addresses exist only inside its network namespace. A verb that talks to hosts runs there: this very
 * command line once more, behind the words that the provider says.
 */
import { labCommand } from '../command-line.js';
import { LabError } from '../errors.js';
import { hasNetwork, isInside } from '../lab/netns.js';
import { labDown, type OpenLab } from '../lab/open.js';
import type { Context } from './verb.js';

/** The variable that tells a lab inside what the user typed outside, as JSON: what it says to type is that, not its own words. */
export const TYPED = 'KUBE_CLASSROOM_TYPED';

/** Should we be killed, the one inside is asked to stop: nobody would hold the lab's lock for it (prctl(2), PR_SET_PDEATHSIG). */
const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'TERM'];

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
      fix: `sudo ${labCommand(context.argv)}`,
    });
  }
  const again = [process.execPath, ...process.execArgv, process.argv[1] ?? '', ...argv];
  return context.handOver([...enter, ...ENDS_WITH_US, ...again], { [TYPED]: JSON.stringify(context.argv) });
}

/** Run `work` where the lab's addresses can be reached: here, or as this same command line inside. */
export async function inNetwork(
  context: Context,
  lab: OpenLab,
  work: () => Promise<number | void>,
): Promise<number | void> {
  return isInside(lab.provider.enter(lab)) ? work() : runInside(context, lab, context.argv);
}

/** Like inNetwork for a verb that works in any state: where there is no network yet, or this user may not enter it, here. */
export async function whereHostsAnswer(
  context: Context,
  lab: OpenLab,
  work: () => Promise<number | void>,
): Promise<number | void> {
  const enter = lab.provider.enter(lab);
  return hasNetwork(enter) && process.getuid?.() === 0 ? inNetwork(context, lab, work) : work();
}
