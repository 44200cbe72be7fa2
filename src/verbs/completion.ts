import { LabError } from '../errors.js';
import { COMPLETION_SCRIPTS, SHELLS, type Shell } from '../completion/scripts.js';
import type { Verb } from './verb.js';

export const completion: Verb = {
  name: 'completion',
  summary: 'print a script that completes lab in your shell',
  arguments: [['<shell>', SHELLS.join(', ')]],
  completes: SHELLS,
  examples: [
    ['source <(lab completion bash)', 'in ~/.bashrc'],
    ['source <(lab completion zsh)', 'in ~/.zshrc, after compinit'],
    ['lab completion fish > ~/.config/fish/completions/lab.fish', 'once'],
  ],
  run({ print }, { args: [shell = ''] }) {
    const script = COMPLETION_SCRIPTS[shell as Shell] as string | undefined;
    if (script === undefined) {
      throw new LabError({
        code: 'E_USAGE',
        class: 'usage',
        what: `there is no completion for “${shell}”`,
        fix: `one of: ${SHELLS.join(', ')}`,
      });
    }
    print(script.trimEnd());
    return Promise.resolve();
  },
};
