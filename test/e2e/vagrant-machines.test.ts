/**
 * Virtual machines as the real Vagrant sees them, with records of machines that do not exist here: what VirtualBox would say
 * of them is said by a script named VBoxManage. No virtual machine can run in a test.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import type { Lab } from '../../src/config/lab.js';
import { LabPaths } from '../../src/paths.js';
import { availableMemory } from '../../src/preflight.js';
import { providerNamed } from '../../src/vagrant/providers/index.js';
import { load } from '../unit/config/helpers.js';
import { failureOf } from '../unit/failure-of.js';
import { skipBecause } from '../unit/skip.js';

/** Names and ids of the machines; what the script below knows of them. */
const MADE = { m: 'running', w1: 'running', w2: 'poweroff', gone: 'running' };

const VBOXMANAGE = `#!/bin/sh
# A machine's id is id-NAME; the file NAME holds its state.
here=$(dirname "$0")/../vms
case $1 in
  --version) echo 6.1.50r161033 ;;
  showvminfo)
    file=$here/\${2#id-}
    [ -e "$file" ] || { echo "VBoxManage: error: Could not find a registered machine" >&2; exit 1; }
    printf 'name="x"\\nmemory=2048\\nVMState="%s"\\n' "$(cat "$file")" ;;
  list) echo "Default machine folder:          $here" ;;
  unregistervm) rm "$here/\${2#id-}" ;;
  controlvm) echo poweroff >"$here/\${2#id-}" ;;
esac
`;

describe('virtual machines, by the real Vagrant and a script in place of VBoxManage', function () {
  this.timeout(120_000);
  let dir: string;
  let lab: Lab;
  const virtualbox = providerNamed('virtualbox');
  const { signal } = new AbortController();
  const environment = { ...process.env };

  before(function () {
    try {
      execFileSync('vagrant', ['--version'], {
        stdio: 'ignore',
        env: { ...process.env, VAGRANT_CHECKPOINT_DISABLE: '1' },
      });
    } catch {
      skipBecause(this, 'vagrant is not installed');
    }
  });

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'lab-machines-'));
    // A folder whose name is full of what a pattern of file names would make something of.
    const folder = join(dir, 'a [class] {of} *');
    for (const sub of ['bin', 'vms', 'home', 'elsewhere']) mkdirSync(join(dir, sub), { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(dir, 'bin/VBoxManage'), VBOXMANAGE, { mode: 0o755 });
    // w2 was called so before; today's lab.yaml has a new host instead of gone.
    const { config } = await load(`
name: vms
hosts:
  - {name: m, ip: 192.168.207.11, role: control-plane}
  - {name: w1, ip: 192.168.207.12}
  - {name: w2, ip: 192.168.207.13, memory: 700}
  - {name: new, ip: 192.168.207.14, memory: 900}
`);
    lab = { config, paths: new LabPaths(folder, 'vms') };
    for (const [name, state] of Object.entries(MADE)) {
      const record = join(lab.paths.root, '.vagrant/machines', name, 'virtualbox');
      mkdirSync(record, { recursive: true });
      writeFileSync(join(record, 'id'), `id-${name}`);
      writeFileSync(join(dir, 'vms', name), state);
    }
    Object.assign(process.env, {
      PATH: `${join(dir, 'bin')}${delimiter}${environment['PATH'] ?? ''}`,
      VAGRANT_HOME: join(dir, 'home'),
      // All of these would lead Vagrant astray.
      VAGRANT_DOTFILE_PATH: join(dir, 'elsewhere/.vagrant'),
      VAGRANT_CWD: join(dir, 'elsewhere'),
      VAGRANT_VAGRANTFILE: 'Otherfile',
    });
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    rmSync(dir, { recursive: true, force: true });
  });

  it('are all that exist, whatever lab.yaml names and the environment says', async () => {
    expect(await virtualbox.made(lab)).to.deep.equal(['gone', 'm', 'w1', 'w2']);
    expect(await virtualbox.inventory(lab, { signal })).to.deep.equal([
      { name: 'gone', state: 'running', memory: 2048 },
      { name: 'm', state: 'running', memory: 2048 },
      { name: 'w1', state: 'running', memory: 2048 },
      { name: 'w2', state: 'stopped', memory: 0 },
    ]);
  });

  it('ask for the memory of those alone that are to be started', async () => {
    const memory = virtualbox.requirements(lab).find(({ title }) => title === 'memory')!;
    const free = await availableMemory();
    const hosts = lab.config.hosts.map((host) => ({ ...host, memory: host.name === 'new' ? 2 * free : host.memory }));
    const error = await failureOf(
      memory.assert(signal).then(() =>
        virtualbox
          .requirements({ ...lab, config: { ...lab.config, hosts } })
          .find(({ title }) => title === 'memory')!
          .assert(signal),
      ),
    );
    expect(error).to.include({ code: 'E_MEMORY' });
    expect(error.what).to.contain(`a lab with 2 machines to start needs ${2 * free + 700} MiB`);
    expect(error.why).to.equal('running already: gone (2048 MiB), m (2048 MiB), w1 (2048 MiB)');
  });

  it('are removed when they exist, also those that lab.yaml no longer names', async () => {
    await virtualbox.down(lab, { signal, emit: () => undefined });
    expect(Object.keys(MADE).filter((name) => existsSync(join(dir, 'vms', name)))).to.deep.equal([]);
    expect(await virtualbox.made(lab)).to.deep.equal([]);
    expect(readFileSync(lab.paths.vagrantfile, 'utf8')).to.contain('autostart: false');
  });
});
