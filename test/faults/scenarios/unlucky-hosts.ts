/** What happens to hosts while a step runs on them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../scenario.js';
import { LeftOut, must } from '../verdict.js';
import type { Outcome, Victim } from '../victim.js';

const WORKER = 'w1';
const WORKER_IP = '10.66.6.20';
const LONG_STEP = '54-kubeadm-join';

/** Have the worker join anew, and do it harm while it does. @param mend before the next `lab up` */
async function whileJoining(
  victim: Victim,
  harm: () => Promise<unknown>,
  mend: () => Promise<unknown> = async () => undefined,
): Promise<Outcome> {
  await victim.onHost(
    WORKER,
    'kubeadm reset -f; rm -rf /etc/cni/net.d/*; ip link delete cni0; ip link delete flannel.1; true',
  );
  const from = victim.journal().length;
  const up = victim.start(['up']);
  const met = await victim.reaches(
    up,
    (entry) => entry.type === 'step-started' && entry.host === WORKER && entry.step === LONG_STEP,
    from,
  );
  must(met, 'the worker joins anew', (await Promise.race([up.outcome, sleep(0)]))?.said ?? '');
  await sleep(1_500);
  await harm();
  const outcome = await victim.copes(up.outcome);
  await mend();
  return outcome;
}

const sshdRestarted: Scenario = {
  id: 'sshd-restarted',
  what: 'sshd is restarted in mid-step: the step ends, or says that the connection was lost; lab up mends it',
  quick: false,
  async run(victim) {
    await whileJoining(victim, () => victim.onHost(WORKER, 'systemctl restart sshd'));
    await victim.isWell('node');
  },
};

const connectionsCut: Scenario = {
  id: 'connections-cut',
  what: 'every ssh session of a host is killed in mid-step: it is said; lab up mends it',
  quick: false,
  async run(victim) {
    await whileJoining(victim, () => victim.onHost(WORKER, 'pkill -KILL -f "^sshd: "'));
    await victim.isWell('node');
  },
};

const hostRebooted: Scenario = {
  id: 'host-rebooted',
  what: 'a host reboots in mid-step: it is said; lab up goes on when it is back',
  quick: false,
  async run(victim) {
    const { exitCode, said } = await whileJoining(victim, () => victim.onHost(WORKER, 'systemctl reboot --force'));
    must(exitCode === 0 || said.includes(WORKER), 'what failed names the host', said);
    await victim.isWell('node');
  },
};

const linkDown: Scenario = {
  id: 'link-down',
  what: 'a host is off the network for 60 s in mid-step: it is got through or said; lab up mends it',
  quick: false,
  async run(victim) {
    const index = (await victim.onHost(WORKER, 'cat /sys/class/net/eth0/iflink')).trim();
    const { stdout } = await victim.inNetwork('ip', '-json', 'link');
    const link = (JSON.parse(stdout) as { ifindex: number; ifname: string }[]).find(
      ({ ifindex }) => String(ifindex) === index,
    );
    must(link !== undefined, 'the host has a link to the bridge', stdout);
    const set = (state: string) => victim.inNetwork('ip', 'link', 'set', 'dev', link.ifname, state);
    await whileJoining(victim, async () => {
      await set('down');
      await sleep(60_000);
      await set('up');
    });
    await victim.isWell('node');
  },
};

const lossyNetwork: Scenario = {
  id: 'lossy-network',
  what: '30 % of the packets to and from a host are lost, the others are 300 ms late: it takes longer or is said; lab up mends it',
  quick: false,
  async run(victim) {
    const rules = [
      ['INPUT', '--source'],
      ['OUTPUT', '--destination'],
    ].map(([chain, which]) => [
      chain!,
      which!,
      WORKER_IP,
      '--match',
      'statistic',
      '--mode',
      'random',
      '--probability',
      '0.3',
      '--jump',
      'DROP',
    ]);
    const all = (action: string) => Promise.all(rules.map((rule) => victim.inNetwork('iptables', action, ...rule)));
    const [first] = await all('--append');
    if (first?.exitCode !== 0)
      throw new LeftOut('this kernel can neither drop packets at random (xt_statistic) nor delay them (sch_netem)');
    const delay = ['qdisc', 'add', 'dev', 'lab0', 'root', 'netem', 'delay', '300ms'];
    const late = (await victim.inNetwork('tc', ...delay)).exitCode === 0;
    if (!late) console.log('    without the delay: this kernel has no sch_netem');
    try {
      await victim.copes(victim.lab('status'));
      await whileJoining(victim, async () => undefined);
    } finally {
      await all('--delete');
      if (late) await victim.inNetwork('tc', 'qdisc', 'del', 'dev', 'lab0', 'root');
    }
    await victim.isWell('node');
  },
};

const hostGone: Scenario = {
  id: 'host-gone',
  what: 'a host is switched off in mid-step: lab up says which, status shows it, lab up starts it again',
  quick: true,
  async run(victim) {
    const off = () => victim.inNetwork('lxc-stop', '--kill', '--name', `${victim.namespace}-${WORKER}`);
    const { exitCode, said, ms } = await whileJoining(victim, off);
    must(exitCode === 4 && said.includes(WORKER), 'lab up fails and names the host', `exit ${exitCode} ${said}`);
    must(ms < 6 * 60_000, 'it does not wait for ever', `${Math.round(ms / 1000)} s`);
    const status = await victim.succeeds('status', '--json');
    must(/"machine": "stopped"/.test(status.said), 'status shows that it is stopped', status.said);
    await victim.isWell('node');
  },
};

const hostKeyChanged: Scenario = {
  id: 'host-key-changed',
  what: "a host's key changes: refused with both fingerprints and what to do; doing that, lab up works again",
  quick: true,
  async run(victim) {
    await victim.onHost(WORKER, 'rm -f /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart sshd');
    const up = await victim.lab('up');
    must(
      up.exitCode === 4 && /E_SSH_HOST_KEY/.test(up.said),
      'lab up refuses the new key',
      `exit ${up.exitCode} ${up.said}`,
    );
    must(up.ms < 60_000, 'it is said at once', `${Math.round(up.ms / 1000)} s`);
    const advice = /(ssh-keygen -R .*)$/m.exec(up.said)?.[1];
    must(advice !== undefined, 'the error says how to accept the new key', up.said);
    const done = await victim.inNetwork('bash', '-c', advice);
    must(done.exitCode === 0, 'that can be pasted', `${advice}: ${done.stderr}`);
    await victim.isWell('root reaches');
  },
};

const diskFull: Scenario = {
  id: 'host-disk-full',
  what: 'the disk of a host is full: the step fails and says so; with room again lab up goes on',
  quick: true,
  async run(victim) {
    // A container has no disk of its own: the folder of Docker's configuration gets a full one.
    await victim.onHost(WORKER, 'mount -t tmpfs -o size=8k tmpfs /etc/docker && cat /dev/zero > /etc/docker/full');
    const { exitCode, said } = await victim.copes(victim.lab('up'));
    must(
      exitCode === 4 && /no space left/i.test(said),
      'lab up fails and quotes the reason',
      `exit ${exitCode} ${said}`,
    );
    must(/E_DISK/.test(said) && said.includes(WORKER), 'it is told as a full disk of that host', said);
    await victim.onHost(WORKER, 'umount /etc/docker');
    await victim.isWell('node');
  },
};

const clockOff: Scenario = {
  id: 'clock-off',
  what: 'the clock of a host is off by a day',
  quick: false,
  async run() {
    throw new LeftOut(
      'the hosts of a sealed lab have the clock of this machine, and no time namespace of Linux changes that',
    );
  },
};

const apiserverRestarted: Scenario = {
  id: 'apiserver-restarted',
  what: 'the API server restarts during lab test: the suites wait for it, or name it; the next run passes',
  quick: false,
  async run(victim) {
    const test = victim.start(['test']);
    await sleep(3_000);
    await victim.onHost('cp', 'docker restart $(docker ps -q --filter name=k8s_kube-apiserver)');
    await victim.copes(test.outcome);
    await victim.isWell();
  },
};

export const unluckyHosts: readonly Scenario[] = [
  sshdRestarted,
  connectionsCut,
  hostRebooted,
  linkDown,
  lossyNetwork,
  hostGone,
  hostKeyChanged,
  diskFull,
  clockOff,
  apiserverRestarted,
];
