import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { sshCommand } from '../../../src/ssh/client.js';
import { Sshd, SSHD } from './sshd.js';
import { skipBecause } from '../skip.js';

describe('the system’s ssh, against a real sshd', function () {
  this.timeout(20_000);
  let sshd: Sshd;
  let key: string;
  let known: string;

  before(async function () {
    if (!SSHD && !process.env['CI']) skipBecause(this, 'no sshd here (Debian: openssh-server)');
    sshd = new Sshd();
    await sshd.start();
    // Names that ssh would take apart or expand.
    const dir = join(sshd.dir, 'a folder %h');
    mkdirSync(dir);
    key = join(dir, 'the key');
    renameSync(join(sshd.dir, 'login'), key);
    known = join(dir, 'known hosts');
  });
  after(() => sshd?.remove());

  function ssh(...command: string[]) {
    const { argv, begin } = sshCommand(sshd.target({ identityFiles: [key] }), known, command, false);
    const [file = '', ...args] = argv;
    const result = spawnSync(file, args, { encoding: 'utf8', input: 'echo from the shell; exit 5\n' });
    const ours = (text: string) => (text.includes(`${begin}\n`) ? text.split(`${begin}\n`).slice(1).join('') : text);
    return { ...result, stdout: ours(result.stdout), stderr: ours(result.stderr) };
  }

  it('finds its files in a folder whose name ssh cannot be told, from that folder', () => {
    const dir = join(sshd.dir, 'one "folder"\nof ${HOME}');
    mkdirSync(dir);
    const { argv } = withinFolder(dir, () =>
      sshCommand(sshd.target({ identityFiles: [key] }), join(dir, 'known'), ['true'], false),
    );
    const [file = '', ...args] = argv;
    const { status, stderr } = spawnSync(file, args, { cwd: dir, encoding: 'utf8', input: '' });
    expect(stderr.trim().split('\n')).to.have.length(1); // the marker
    expect(status).to.equal(0);
    expect(readdirSync(dir)).to.deep.equal(['known']);
    expect(() => sshCommand(sshd.target(), join(dir, 'known'), ['true'], false))
      .to.throw(LabError)
      .with.property('code', 'E_FOLDER_NAME');
  });

  it('hands several words on unchanged, as root', () => {
    const { stdout, stderr } = ssh('printf', '<%s>', 'a b', "it's", '$HOME', ';', '-x', '');
    expect({ stdout, stderr }).to.deep.equal({ stdout: "<a b><it's><$HOME><;><-x><>", stderr: '' });
  });

  it('takes one word as a shell line, and passes the exit code on', () => {
    expect(ssh('echo $((1 + 1)) | cat; exit 7')).to.include({ stdout: '2\n', status: 7 });
  });

  it('opens a shell without a command', () => {
    expect(ssh()).to.include({ stdout: 'from the shell\n', status: 5 });
  });

  it('refuses a changed host key', async () => {
    expect(ssh('true').status).to.equal(0);
    await sshd.stop();
    sshd.newKey('host');
    await sshd.start();
    const { status, stderr } = ssh('true');
    expect(status).to.equal(255);
    expect(stderr).to.contain('REMOTE HOST IDENTIFICATION HAS CHANGED');
  });
});

function withinFolder<T>(folder: string, work: () => T): T {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}
