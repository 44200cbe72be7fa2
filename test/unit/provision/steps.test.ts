import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { readSteps, stepsFor } from '../../../src/provision/steps.js';
import { bookOf } from './local-host.js';

const FUNCTIONS = 'check() { :; }\napply() { :; }\n';

async function mistakesOf(files: Record<string, string>): Promise<string[]> {
  try {
    await bookOf(files);
  } catch (error) {
    expect(error).to.be.instanceOf(LabError).with.property('code', 'E_BAD_STEP');
    return (error as LabError).why!.split('\n');
  }
  return [];
}

describe('reading steps', () => {
  it('takes every header, in file order', async () => {
    const { steps, library } = await bookOf({
      lib: 'help() { :; }\n',
      '20-second': `# title: Second\n# on: worker\n# needs: first-done\n# guide: one\n# guide: two: three\n# otherwise: so\n# retries: 2\n# timeout: 7\n${FUNCTIONS}grant() { :; }\n`,
      '10-first': `# title: First\n# on: all\n# omitted: why\n# provides: first-done\n# reboots: yes\n\n# on: is no header here\n${FUNCTIONS}`,
    });
    expect(library).to.equal('help() { :; }\n');
    expect(steps.map(({ name }) => name)).to.deep.equal(['10-first', '20-second']);
    expect(steps[0]).to.include({
      file: 'provision/10-first.sh',
      title: 'First',
      on: 'all',
      omitted: 'why',
      provides: 'first-done',
      reboots: true,
      retries: 0,
      timeoutMs: 120_000,
      grants: false,
    });
    expect(steps[1]).to.include({
      on: 'worker',
      needs: 'first-done',
      otherwise: 'so',
      reboots: false,
      retries: 2,
      timeoutMs: 7000,
      grants: true,
    });
    expect(steps[1]!.guide).to.deep.equal(['one', 'two: three']);
    expect(stepsFor(steps, 'control-plane').map(({ name }) => name)).to.deep.equal(['10-first']);
  });

  it('names every mistake of every file', async () => {
    const found = await mistakesOf({
      '10-a': '# on: everywhere\n# colour: blue\n# retries: often\n# reboots: no\n',
      '11-b': `# title: B\n# title: C\n# on: all\n# guide: x\n# omitted: y\n${FUNCTIONS}grant() { :; }\n`,
      twelve: `# title: D\n# on: all\n# guide: x\n${FUNCTIONS}`,
    });
    expect(found).to.deep.equal([
      'provision/10-a.sh: "# colour:" is not a header that means something',
      'provision/10-a.sh: "# retries: often" is not a whole number',
      'provision/10-a.sh: it has no "# title:"',
      'provision/10-a.sh: "# on: everywhere" is neither all, control-plane nor worker',
      'provision/10-a.sh: "# reboots: no" can only be yes',
      'provision/10-a.sh: it needs either "# guide:" lines or "# omitted:"',
      'provision/10-a.sh: it has no function check',
      'provision/10-a.sh: it has no function apply',
      'provision/11-b.sh: "# title:" appears 2 times',
      'provision/11-b.sh: it needs either "# guide:" lines or "# omitted:"',
      'provision/11-b.sh: it has a grant function and "# needs:" nothing, so there may be nothing to grant yet',
      'provision/twelve.sh: its name is not like 02-firewall.sh',
    ]);
  });

  it('refuses a condition that would be waited for for ever, and one with two providers', async () => {
    const header = '# title: T\n# on: all\n# omitted: o\n';
    expect(
      await mistakesOf({
        '10-a': `${header}# needs: later\n${FUNCTIONS}`,
        '11-b': `${header}# provides: later\n${FUNCTIONS}`,
        '12-c': `${header}# provides: later\n${FUNCTIONS}`,
      }),
    ).to.deep.equal([
      'provision/10-a.sh: no earlier step provides later',
      'provision/12-c.sh: later is provided twice',
    ]);
  });

  it('finds no mistake in the project’s own steps', async () => {
    const { steps } = await readSteps();
    expect(steps.map(({ name }) => name)).to.include.members([
      '02-firewall',
      '14-reboot',
      '50-kubeadm-init',
      '54-kubeadm-join',
    ]);
    expect(steps.filter(({ reboots }) => reboots).map(({ name }) => name)).to.deep.equal(['14-reboot']);
  });
});
