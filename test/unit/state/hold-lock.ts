/** Takes the lock named on the command line, says `held` or the error's code, and stays until it is ended. */
import { asLabError } from '../../../src/errors.js';
import { acquireLock } from '../../../src/state/lock.js';

const said = await acquireLock(process.argv[2] ?? '', 'lab up').then(
  () => 'held',
  (error: unknown) => asLabError(error).code,
);
process.stdout.write(`${said}\n`);
// Ends with the test even if the test is killed: its standard input closes then.
process.stdin.on('end', () => process.exit()).resume();
