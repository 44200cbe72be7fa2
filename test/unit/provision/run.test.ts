import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import type { LabEvent } from '../../../src/events.js';
import type { CommandResult, RunOptions } from '../../../src/host.js';
import { Journal, lastRun } from '../../../src/provision/journal.js';
import { provision } from '../../../src/provision/run.js';
import { BOOT_MARKER_SCRIPT } from '../../../src/provision/script.js';
import { LocalHost, bookOf, markStep } from './local-host.js';

interface Lab {
  hosts: LocalHost[];
  events: LabEvent[];
  root: string;
  logDir: string;
  run(signal?: AbortSignal): ReturnType<typeof provision>;
  failure(signal?: AbortSignal): Promise<LabError>;
  /** `host: title status` of every task with a host, in the order of their ends. */
  outcomes(): string[];
}

async function labOf(files: Record<string, string>, hosts?: LocalHost[]): Promise<Lab> {
  const book = await bookOf(files);
  const root = mkdtempSync(join(tmpdir(), 'run-'));
  const logDir = join(root, 'logs');
  const all = hosts ?? [
    new LocalHost('master', 'control-plane'),
    new LocalHost('node1', 'worker'),
    new LocalHost('node2', 'worker'),
  ];
  const events: LabEvent[] = [];
  const lab: Lab = {
    hosts: all,
    events,
    root,
    logDir,
    run: (signal) =>
      provision({
        hosts: all,
        book,
        envFor: ({ name }) => ({ HOST_NAME: name, SHARED: root }),
        emit: (event) => events.push(event),
        signal,
        journal: new Journal(join(root, 'journal.jsonl')),
        logDir,
      }),
    failure: (signal) =>
      lab.run(signal).then(
        () => expect.fail('it did not fail'),
        (error: unknown) => {
          expect(error).to.be.instanceOf(LabError);
          return error as LabError;
        },
      ),
    outcomes: () =>
      events.flatMap((event) => {
        if (event.type !== 'task-finished') return [];
        const start = events.find((other) => other.type === 'task-started' && other.id === event.id);
        if (start?.type !== 'task-started' || start.host === undefined) return [];
        return [`${start.host}: ${start.title} ${event.status}${event.note ? ` (${event.note})` : ''}`];
      }),
  };
  return lab;
}

const marks = (host: LocalHost) => readdirSync(host.folder).sort();

describe('provision', () => {
  it('brings every host through its steps, and then has nothing to do', async () => {
    const lab = await labOf({ '10-a': markStep('a'), '20-b': markStep('b', { on: 'worker', apply: '[ -e a ]' }) });
    const { changed } = await lab.run();
    expect(changed.map(({ host, step }) => `${host} ${step}`).sort()).to.deep.equal([
      'master 10-a',
      'node1 10-a',
      'node1 20-b',
      'node2 10-a',
      'node2 20-b',
    ]);
    expect(lab.hosts.map(marks)).to.deep.equal([['a'], ['a', 'b'], ['a', 'b']]);
    // The plan, and two commands for each step: apply, and the check that looks at the next step as well.
    expect(lab.hosts.map(({ scripts }) => scripts.length)).to.deep.equal([3, 5, 5]);
    expect(lastRun(join(lab.root, 'journal.jsonl'))).to.include({ status: 'done' });

    lab.hosts.forEach(({ scripts }) => scripts.splice(0));
    expect(await lab.run()).to.deep.equal({ changed: [] });
    expect(lab.hosts.map(({ scripts }) => scripts.length)).to.deep.equal([1, 1, 1]);
  });

  it('looks again at later steps once something was changed, because a change may undo them', async () => {
    const lab = await labOf(
      { '10-a': markStep('a', { apply: 'rm -f b' }), '20-b': markStep('b'), '30-c': markStep('c') },
      [new LocalHost('h', 'worker')],
    );
    const [host] = lab.hosts;
    await host!.run(['touch', 'b', 'c']);
    const { changed } = await lab.run();
    expect(changed.map(({ step }) => step)).to.deep.equal(['10-a', '20-b']);
    expect(lab.outcomes()).to.deep.equal(['h: Make a changed', 'h: Make b changed']);
  });

  it('waits for what a step needs, on all the hosts that provide it, and for nothing else', async () => {
    const log = (what: string) => `echo "$HOST_NAME ${what}" >> "$SHARED/order"`;
    const lab = await labOf({
      '10-slow': markStep('slow', {
        on: 'worker',
        headers: '# provides: workers-slow',
        apply: `sleep 0.6; ${log('slow')}`,
      }),
      '20-free': markStep('free', { on: 'control-plane', apply: log('free') }),
      '30-after': markStep('after', { on: 'control-plane', headers: '# needs: workers-slow', apply: log('after') }),
    });
    await lab.run();
    const order = readFileSync(join(lab.root, 'order'), 'utf8').trim().split('\n');
    expect(order[0]).to.equal('master free');
    expect(order.slice(1, 3).sort()).to.deep.equal(['node1 slow', 'node2 slow']);
    expect(order[3]).to.equal('master after');
    const waiting = lab.events
      .filter((event) => event.type === 'task-progress')
      .map(({ text }) => text)
      .filter((text) => text.startsWith('waiting'));
    expect(waiting).to.deep.equal(['waiting for node1, node2: Make slow']);
  });

  it('looks again at a step that seems done while what it needs is being made anew', async () => {
    const lab = await labOf({
      '10-join': markStep('joined', {
        on: 'worker',
        headers: '# provides: workers-joined',
        apply: 'rm -f "$SHARED/all-ready"; touch "$SHARED/$HOST_NAME"',
      }),
      '20-ready': markStep('"$SHARED/all-ready"', {
        on: 'control-plane',
        headers: '# needs: workers-joined',
        apply: '[ -e "$SHARED/node1" ]',
      }),
    });
    writeFileSync(join(lab.root, 'all-ready'), '');
    const { changed } = await lab.run();
    expect(changed.map(({ host, step }) => `${host} ${step}`).at(-1)).to.equal('master 20-ready');
  });

  it('does not do again what came to be while it waited', async () => {
    const lab = await labOf({
      '10-offer': markStep('offer', {
        on: 'control-plane',
        headers: '# provides: offer',
        apply: 'sleep 0.3; touch "$SHARED/taken"',
      }),
      '20-take': markStep('"$SHARED/taken"', { on: 'worker', headers: '# needs: offer' }),
    });
    const { changed } = await lab.run();
    expect(changed.map(({ step }) => step)).to.deep.equal(['10-offer']);
    expect(lab.outcomes()).to.include('node1: Make "$SHARED/taken" ok');
  });

  it('does not wait for a condition that no host of the lab provides', async () => {
    const lab = await labOf(
      {
        '10-w': markStep('w', { on: 'worker', headers: '# provides: w' }),
        '20-m': markStep('m', { on: 'control-plane', headers: '# needs: w' }),
      },
      [new LocalHost('master', 'control-plane')],
    );
    expect((await lab.run()).changed.map(({ step }) => step)).to.deep.equal(['20-m']);
  });

  it('changes nothing anywhere where one host refuses a step', async () => {
    const refusing =
      '# title: See\n# on: worker\n# omitted: o\ncheck() { echo "not here"; echo "do this"; return 78; }\napply() { :; }\n';
    const lab = await labOf({ '10-a': markStep('a'), '20-see': refusing });
    const error = await lab.failure();
    expect(error).to.include({ code: 'E_HOST_REFUSES', class: 'host' });
    expect(error.what).to.equal('node1, node2: "See" cannot be done; nothing was changed');
    expect(error.why).to.equal('node1: not here\nnode2: not here');
    expect(error.fix).to.equal('do this\nthen run lab up again');
    expect(lab.hosts.map(marks)).to.deep.equal([[], [], []]);
  });

  describe('when a step fails', () => {
    it('has words even where the step and its check have none', async () => {
      const silent = (check: string, apply: string) =>
        `# title: T\n# on: all\n# omitted: o\ncheck() { ${check}; }\napply() { ${apply}; }\n`;
      const why = async (check: string, apply: string) =>
        (await (await labOf({ '10-a': silent(check, apply) }, [new LocalHost('h', 'worker')])).failure()).why;
      expect(await why('false', '[ -e "$HOST_NAME" ]')).to.match(/exited with 1: \[ -e "\$HOST_NAME" \]$/);
      expect(await why('false', ':')).to.match(/its check ended with 1 and without a word$/);
    });

    it('says which, where, how, its last lines, its log, and how to go on', async () => {
      const lab = await labOf({ '10-a': markStep('a', { apply: 'seq 1 20; echo "no space left" >&2; exit 9' }) }, [
        new LocalHost('h', 'worker'),
      ]);
      const error = await lab.failure();
      const logFile = join(lab.logDir, 'h-10-a.log');
      expect(error).to.include({ code: 'E_STEP_FAILED', class: 'host', what: 'h: "Make a" exited with 9' });
      const why = error.why!.split('\n');
      expect(why[0]).to.equal('provision/10-a.sh, in its last lines:');
      expect(why).to.have.length(13).and.to.include.members(['20', 'no space left']);
      expect(error.fix).to.contain(logFile).and.to.contain('run lab up again');
      expect(error.details).to.deep.equal({ host: 'h', step: '10-a', exitCode: 9, logFile });
      expect(readFileSync(logFile, 'utf8')).to.match(/^== .* provision\/10-a\.sh apply on h\n1\n2\n/);
      expect(statSync(logFile).mode & 0o777).to.equal(0o600);
      expect(lastRun(join(lab.root, 'journal.jsonl'))).to.deep.include({
        status: 'failed',
        failed: [{ host: 'h', step: '10-a' }],
        unfinished: [],
      });
    });

    it('knows a mirror that cannot be reached: its address, and what to try', async () => {
      const line =
        'Error response from daemon: Get "http://192.168.207.1:5000/v2/": dial tcp 192.168.207.1:5000: connect: connection refused';
      const error = await (
        await labOf({ '10-a': markStep('a', { apply: `echo '${line}' >&2; exit 1` }) }, [new LocalHost('h', 'worker')])
      ).failure();
      expect(error.why).to.contain(line).and.to.contain('likely: a yum mirror or an image registry cannot be reached');
      expect(error.fix).to.contain('curl').and.to.contain('run lab up again');
    });

    it('knows a full disk of the host, and goes on when there is room', async () => {
      // What /dev/full says is what a full disk says.
      const lab = await labOf({ '10-a': markStep('a', { apply: 'echo x > "$SHARED/disk"' }) }, [
        new LocalHost('h', 'worker'),
      ]);
      symlinkSync('/dev/full', join(lab.root, 'disk'));
      const error = await lab.failure();
      expect(error).to.include({ code: 'E_DISK', class: 'host' });
      expect(error.why).to.contain('No space left on device').and.to.contain('a disk of h is full');
      expect(error.fix).to.contain('lab ssh h -- df -h');
      rmSync(join(lab.root, 'disk'));
      expect((await lab.run()).changed.map(({ step }) => step)).to.deep.equal(['10-a']);
    });

    it('tells an apply that changed nothing from one that failed', async () => {
      const step =
        '# title: Try\n# on: all\n# omitted: o\ncheck() { echo "port 80 is closed"; false; }\napply() { echo done; }\n';
      const error = await (await labOf({ '10-a': step }, [new LocalHost('h', 'worker')])).failure();
      expect(error.what).to.equal('h: "Try" was applied, but its check still fails');
      expect(error.why).to.equal('provision/10-a.sh, in its last lines:\nport 80 is closed');
    });

    it('ends an apply that takes too long', async () => {
      const error = await (
        await labOf({ '10-a': markStep('a', { headers: '# timeout: 1', apply: 'echo began; sleep 60' }) }, [
          new LocalHost('h', 'worker'),
        ])
      ).failure();
      expect(error.what).to.equal('h: "Make a" could not finish: it took too long');
      expect(error.why).to.contain('began');
    });

    it('tries again as often as the step allows', async () => {
      const apply = 'echo x >> tries; [ "$(wc -l < tries)" = 3 ]';
      const host = new LocalHost('h', 'worker');
      await (await labOf({ '10-a': markStep('a', { headers: '# retries: 2', apply }) }, [host])).run();
      expect(marks(host)).to.deep.equal(['a', 'tries']);
      const other = await (
        await labOf({ '10-a': markStep('a', { headers: '# retries: 1', apply }) }, [new LocalHost('h', 'worker')])
      ).failure();
      expect(other.what).to.equal('h: "Make a" exited with 1');
    });

    it('lets the other hosts finish their step and stops them there, waiting ones with the reason', async () => {
      const lab = await labOf({
        '10-init': markStep('init', {
          on: 'control-plane',
          headers: '# provides: ready',
          apply: 'sleep 0.5; echo etcd died; exit 1',
        }),
        '20-busy': markStep('busy', { on: 'worker', apply: '[ "$HOST_NAME" = node1 ] || sleep 1.2' }),
        '30-join': markStep('join', { on: 'worker', headers: '# needs: ready' }),
      });
      const error = await lab.failure();
      expect(error.what).to.equal('master: "Make init" exited with 1');
      expect(lab.hosts.map(marks)).to.deep.equal([[], ['busy'], ['busy']]);
      expect(lab.outcomes()).to.include.members([
        'node1: Make join cancelled (master: "Make init" exited with 1)',
        'node2: Make busy changed',
      ]);
      expect(lab.outcomes().filter((outcome) => outcome.startsWith('node2: Make join'))).to.deep.equal([]);
    });

    it('reports every host that failed', async () => {
      const lab = await labOf({
        '10-a': markStep('a', { on: 'worker', apply: 'sleep 0.3; echo "no $HOST_NAME"; exit 1' }),
      });
      const error = await lab.failure();
      const [first, second] = error.what.startsWith('node1') ? ['node1', 'node2'] : ['node2', 'node1'];
      expect(error.what).to.equal(`${first}: "Make a" exited with 1`);
      expect(error.why).to.contain(
        `also ${second}: "Make a" exited with 1; all of its output: ${join(lab.logDir, `${second}-10-a.log`)}`,
      );
    });
  });

  describe('handing something over', () => {
    const grant = 'grant() { echo "SECRET=$(cat secret)"; }\n';
    const files = {
      '10-make': markStep('secret', {
        on: 'control-plane',
        headers: '# provides: secret',
        apply: 'echo t0ken-1234 > secret',
      }),
      '20-use':
        markStep('used', {
          on: 'worker',
          headers: '# needs: secret',
          apply: 'echo "using $SECRET"; printf %s "$SECRET" > got',
        }) + grant,
    };

    it('runs grant on the control plane and gives its values to apply, but to no log and no event', async () => {
      const lab = await labOf(files);
      await lab.run();
      expect(readFileSync(join(lab.hosts[1]!.folder, 'got'), 'utf8')).to.equal('t0ken-1234');
      expect(readFileSync(join(lab.logDir, 'node1-20-use.log'), 'utf8'))
        .to.contain('using ‹SECRET›')
        .and.not.to.contain('t0ken');
      expect(JSON.stringify(lab.events)).not.to.contain('t0ken');
      expect(readFileSync(join(lab.root, 'journal.jsonl'), 'utf8')).not.to.contain('t0ken');
    });

    it('hands it over again when it was made anew, whatever the check of the other host says', async () => {
      const lab = await labOf(files);
      await lab.run();
      const [master, node1] = lab.hosts;
      await master!.run(['rm', 'secret']);
      await node1!.run(['rm', 'got']);
      const { changed } = await lab.run();
      expect(changed.map(({ host, step }) => `${host} ${step}`).sort()).to.deep.equal([
        'master 10-make',
        'node1 20-use',
        'node2 20-use',
      ]);
      expect(existsSync(join(node1!.folder, 'got'))).to.equal(true);
    });

    it('does so also on a host that comes to the step later', async () => {
      const lab = await labOf({ ...files, '05-slow': markStep('slow', { on: 'worker', apply: 'sleep 0.6' }) });
      await lab.run();
      const [master, node1] = lab.hosts;
      await master!.run(['rm', 'secret']);
      await node1!.run(['rm', 'slow']);
      const { changed } = await lab.run();
      expect(changed.map(({ host, step }) => `${host} ${step}`)).to.include('node1 20-use');
    });

    it('tells checks what the control plane has, so that what an earlier run did not hand over is seen', async () => {
      const lab = await labOf({
        '10-make': markStep('key', { on: 'control-plane', headers: '# provides: key', apply: 'echo first > key' }),
        '20-take': `# title: Take\n# on: worker\n# needs: key\n# omitted: o
tell() { echo "KEY=$(cat key)"; }
check() { [ "$(cat taken)" = "$KEY" ] || { echo "want $KEY"; return 1; }; }
apply() { echo "$KEY" > taken; }\n`,
      });
      await lab.run();
      expect(await lab.run()).to.deep.equal({ changed: [] });
      // As after a kill -9 between the two steps: the first is done, and the workers know nothing of it.
      writeFileSync(join(lab.hosts[0]!.folder, 'key'), 'second\n');
      const { changed } = await lab.run();
      expect(changed.map(({ host, step }) => `${host} ${step}`).sort()).to.deep.equal([
        'node1 20-take',
        'node2 20-take',
      ]);
      expect(readFileSync(join(lab.hosts[1]!.folder, 'taken'), 'utf8')).to.equal('second\n');
    });

    it('fails where nothing was granted, with what the control plane said', async () => {
      const lab = await labOf({
        ...files,
        '20-use': files['20-use'].replace(grant, 'grant() { echo "no API" >&2; return 4; }\n'),
      });
      const error = await lab.failure();
      expect(error.what).to.match(/^node\d: "Make used" got nothing from master: its grant exited with 4$/);
      expect(error.why).to.contain('no API');
    });
  });

  it('stops when it is interrupted, without a word about a failure, and can be run again', async () => {
    const lab = await labOf(
      {
        '10-a': markStep('a', { apply: 'touch began; [ -e again ] || sleep 60' }),
        '20-b': markStep('b', { headers: '# needs: never' }),
        '05-n': markStep('n', { headers: '# provides: never' }),
      },
      [new LocalHost('h', 'worker')],
    );
    const abort = new AbortController();
    const timer = setInterval(() => {
      if (existsSync(join(lab.hosts[0]!.folder, 'began'))) abort.abort();
    }, 20);
    const started = performance.now();
    const error = await lab.failure(abort.signal);
    clearInterval(timer);
    expect(error).to.include({ code: 'E_INTERRUPTED', class: 'interrupted' });
    expect(performance.now() - started).to.be.below(5000);
    expect(lab.outcomes()).to.deep.equal(['h: Make n changed', 'h: Make a cancelled']);
    expect(lastRun(join(lab.root, 'journal.jsonl'))).to.include({ status: 'interrupted' });
    writeFileSync(join(lab.hosts[0]!.folder, 'again'), '');
    expect((await lab.run()).changed.map(({ step }) => step)).to.deep.equal(['10-a', '20-b']);
  });

  describe('a step that reboots', () => {
    /** Gone for some answers after the file `rebooting` appears, then booted anew. */
    class RebootingHost extends LocalHost {
      boots = 0;
      downFor = 0;

      override async script(text: string, options: Omit<RunOptions, 'input'> = {}): Promise<CommandResult> {
        if (this.downFor > 0) {
          this.downFor--;
          throw new LabError({ code: 'E_SSH_REFUSED', class: 'host', what: 'connection refused' });
        }
        if (text === BOOT_MARKER_SCRIPT) return { exitCode: 0, stdout: `boot ${this.boots}\n`, stderr: '', ms: 1 };
        const result = await super.script(text, options);
        if (!marks(this).includes('rebooting')) return result;
        await this.run(['rm', 'rebooting']);
        this.boots++;
        this.downFor = 1;
        throw new LabError({ code: 'E_SSH_LOST', class: 'host', what: 'connection lost' });
      }
    }

    it('survives the cut and goes on when the host is back', async () => {
      const host = new RebootingHost('h', 'worker');
      const lab = await labOf(
        {
          '10-reboot': markStep('rebooted', { headers: '# reboots: yes\n# timeout: 30', apply: 'touch rebooting' }),
          '20-b': markStep('b'),
        },
        [host],
      );
      expect((await lab.run()).changed.map(({ step }) => step)).to.deep.equal(['10-reboot', '20-b']);
      expect(host.boots).to.equal(1);
      expect(JSON.stringify(lab.events)).to.contain('waiting for the host to come back: ');
    }).timeout(10_000);

    it('fails when the host is not booted anew in time', async () => {
      const lab = await labOf({ '10-reboot': markStep('rebooted', { headers: '# reboots: yes\n# timeout: 1' }) }, [
        new RebootingHost('h', 'worker'),
      ]);
      expect((await lab.failure()).what).to.equal('h: "Make rebooted" failed: the host has not booted anew within 1 s');
    }).timeout(10_000);

    it('fails at once when the command is refused', async () => {
      const lab = await labOf(
        { '10-reboot': markStep('rebooted', { headers: '# reboots: yes', apply: 'echo busy; exit 5' }) },
        [new RebootingHost('h', 'worker')],
      );
      const error = await lab.failure();
      expect(error.what).to.equal('h: "Make rebooted" failed: the command to reboot exited with 5');
      expect(error.why).to.contain('busy');
    });
  });
}).timeout(20_000);
