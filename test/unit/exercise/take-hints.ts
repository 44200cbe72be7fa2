/** Takes hints: the progress file and how many are named on the command line. */
import { ProgressFile } from '../../../src/exercise/progress.js';

const [file = '', count] = process.argv.slice(2);
for (let i = 0; i < Number(count); i++) await new ProgressFile(file).hinted('01-x', 1_000);
