import { inNetwork } from './in-network.js';
import { openLab, requireTarget } from '../lab/open.js';
import type { Verb } from './verb.js';

export const ssh: Verb = {
  name: 'ssh',
  summary: 'a root shell on a host, or a command there',
  arguments: [
    ['<host>', 'name of a host'],
    ['[command...]', 'what to run instead of a shell; its exit code is passed on'],
  ],
  details: 'One word after -- is a shell line, as with ssh itself; several arrive at the program as they are.',
  completes: 'hosts',
  examples: [
    ['lab ssh master', 'a shell'],
    ['lab ssh node1 -- systemctl status kubelet', 'a command'],
    ['lab ssh node1 -- "docker ps | wc -l"', 'a shell line'],
  ],
  async run(context, { args: [host = '', ...command] }) {
    const lab = await openLab(context);
    const target = await requireTarget(lab, host);
    return inNetwork(context, lab, async () => {
      const [{ sshCommand }, { requireKeysForSsh }, { AfterMarker }] = await Promise.all([
        import('../ssh/client.js'),
        import('../ssh/keys.js'),
        import('../ssh/output.js'),
      ]);
      await requireKeysForSsh(target);
      const tty = process.stdin.isTTY && process.stdout.isTTY;
      const { argv, begin } = sshCommand(target, lab.paths.knownHosts, command, tty);
      if (begin === undefined) return context.handOver(argv);
      // What the login printed is for a person, also where it says why there is nothing else.
      const after = () => new AfterMarker(begin, (text) => void process.stderr.write(text));
      return context.handOver(argv, {}, { stdout: after(), stderr: after() });
    });
  },
};
