import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Examination } from '../../../src/lab/doctor/doctor.js';
import { LOOPBACK } from './loopback-lab.js';
import { lab } from './run.js';

describe('lab doctor and lab logs on hosts that refuse', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'lab-doctor-'));
  before(() => writeFileSync(join(cwd, 'lab.yaml'), LOOPBACK));
  after(() => rmSync(cwd, { recursive: true }));

  it('names each of them, and the cluster that could not be asked', async () => {
    const { code, stdout } = await lab(['doctor', '--json'], { cwd });
    const { ok, findings } = JSON.parse(stdout) as Examination;
    expect([code, ok]).to.deep.equal([1, false]);
    const silent = findings.filter(({ id }) => id === 'host-silent');
    expect(silent.map(({ where }) => where)).to.have.members(['master', 'node1']);
    expect(silent[0]?.why).to.include('refuses');
    expect(findings.map(({ id, where }) => `${where} ${id}`)).to.include('cluster not-looked-at');
  });

  it('looks at one host only where it is asked to', async () => {
    const { stdout } = await lab(['doctor', 'node1'], { cwd });
    expect(stdout)
      .to.match(/^✗ node1: the host does not let lab in$/m)
      .and.not.to.match(/^. master:/m);
    expect(stdout).to.match(/^ {2}id {3}host-silent$/m);
  });

  it('names a proxy that would catch what the user starts', async () => {
    const { stdout } = await lab(['doctor', '--json'], {
      cwd,
      env: { http_proxy: 'http://127.0.0.1:1', no_proxy: '', NO_PROXY: '' },
    });
    const { findings } = JSON.parse(stdout) as Examination;
    expect(findings.map(({ id }) => id)).to.include('proxy-catches-lab');
  });

  it('knows no other hosts', async () => {
    const { code, stderr } = await lab(['doctor', 'nod1'], { cwd });
    expect(code).to.equal(2);
    expect(stderr).to.include('master, node1');
  });

  it('packs what there is, and says what could not be read', async () => {
    const { code, stdout } = await lab(['logs', '--out', 'help.tar.gz', '--json'], { cwd });
    expect(code).to.equal(0);
    const { file, notThere } = JSON.parse(stdout) as { file: string; notThere: string[] };
    expect(notThere.join('\n')).to.include('master').and.to.include('refuses');
    const names = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' });
    expect(names)
      .to.match(/doctor\.json/)
      .and.to.match(/config\.json/)
      .and.to.match(/machine\.txt/);
  });
});
