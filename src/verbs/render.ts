import { LabError } from '../errors.js';
import { openLab } from '../lab/open.js';
import type { Verb } from './verb.js';

export const render: Verb = {
  name: 'render',
  summary: 'write the Vagrantfile of the lab’s machines',
  details: 'An ordinary Vagrantfile: `vagrant up` works in its folder. `lab up` writes it anew as well.',
  examples: [['lab render', 'writes .lab/<name>/Vagrantfile and prints its path']],
  async run(context) {
    const lab = await openLab(context);
    const text = await lab.provider.vagrantfile(lab);
    if (text === undefined) {
      throw new LabError({
        code: 'E_NO_VAGRANTFILE',
        class: 'usage',
        what: `provider ${lab.config.provider} has no Vagrantfile`,
        why: 'its machines are there already',
        fix: 'lab up   works on them as they are',
      });
    }
    const { writeAtomically } = await import('../state/atomic.js');
    await writeAtomically(lab.paths.vagrantfile, text);
    context.print(lab.paths.vagrantfile);
  },
};
