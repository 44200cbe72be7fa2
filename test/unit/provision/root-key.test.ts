/** Root's key of the control plane: what is authorised is the key itself, and no private key and no line of somebody else's is lost. */
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { planLab } from '../../../src/provision/plan.js';
import { applyScript } from '../../../src/provision/script.js';
import { load } from '../config/helpers.js';
import { FakeMachine, planOptions } from './fake-machine.js';

const KEY = 'root/.ssh/id_rsa';
const AUTHORISED = 'root/.ssh/authorized_keys';

describe('root’s key of the control plane', () => {
  let master: FakeMachine;
  let node1: FakeMachine;

  beforeEach(async () => {
    const { config } = await load('');
    master = new FakeMachine(config, 'master', 'control-plane');
    node1 = new FakeMachine(config, 'node1', 'worker');
    for (const machine of [master, node1]) await machine.run(['chmod', 'go-w', '.']);
    master.newKey(KEY);
  });

  const verdict = async (step: string) => (await master.checks(step)).get(step)!;
  const publicKey = (file = `${KEY}.pub`) => master.read(file).split(' ').slice(0, 2).join(' ');

  /** What 12-ssh-copy-id says of node1 while the control plane is there. */
  async function onNode1() {
    const { hosts } = await planLab(await planOptions([master, node1], ['12-ssh-copy-id']));
    return hosts[1]!.steps[0]!;
  }

  async function authoriseOnNode1(): Promise<void> {
    const { book, envFor } = await planOptions([master, node1], ['12-ssh-copy-id']);
    const env = { ...envFor(node1), ROOT_PUBLIC_KEY: publicKey() };
    const { exitCode, stderr } = await node1.script(applyScript(book.library, book.steps[0]!, env));
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: '' });
  }

  describe('11-ssh-keygen', () => {
    it('takes the key that is there, whatever its comment and its type', async () => {
      expect(await verdict('11-ssh-keygen')).to.deep.equal({ status: 'done', output: '' });
    });

    for (const [how, spoil] of [
      ['missing', () => rmSync(join(master.folder, `${KEY}.pub`))],
      ['of another key', () => master.write(`${KEY}.pub`, 'ssh-rsa AAAA else\n')],
    ] as const) {
      it(`derives the public half where it is ${how}, and keeps the private one`, async () => {
        const [before, half] = [master.read(KEY), publicKey()];
        spoil();
        expect((await verdict('11-ssh-keygen')).output).to.match(
          /id_rsa\.pub is missing, or is not the public half of .*id_rsa$/,
        );
        await master.apply('11-ssh-keygen');
        expect(await verdict('11-ssh-keygen')).to.include({ status: 'done' });
        expect([master.read(KEY), publicKey()]).to.deep.equal([before, half]);
      });
    }

    it('lets a key with a passphrase alone and makes one beside it, which ssh finds by itself', async () => {
      ['', '.pub'].forEach((end) => rmSync(join(master.folder, `${KEY}${end}`)));
      master.newKey(KEY, 'secret');
      const before = master.read(KEY);
      expect((await verdict('11-ssh-keygen')).output).to.contain('that opens without a passphrase, have none');
      expect(await master.apply('11-ssh-keygen')).to.match(/id_rsa is left alone: it has a passphrase/);
      expect(await verdict('11-ssh-keygen')).to.include({ status: 'done' });
      expect(master.read(KEY)).to.equal(before);
      expect(publicKey('root/.ssh/id_ecdsa.pub')).to.match(/^ecdsa-sha2-nistp256 /);
    });

    it('overwrites no key where all names are taken, and says what to do', async () => {
      master.write(KEY, 'not a key\n');
      master.write('root/.ssh/id_ecdsa', 'not a key\n');
      master.write('root/.ssh/id_ed25519', 'not a key\n');
      expect(await master.apply('11-ssh-keygen', 1)).to.contain('ssh-keygen -p -f FILE');
      expect(master.read(KEY)).to.equal('not a key\n');
    });

    it('makes good what a killed ssh-keygen left, and a mode that ssh refuses', async () => {
      await master.run(['chmod', '644', KEY]);
      expect((await verdict('11-ssh-keygen')).status).to.equal('todo');
      await master.apply('11-ssh-keygen');
      expect(statSync(join(master.folder, KEY)).mode & 0o777).to.equal(0o600);
      master.write(KEY, '');
      await master.apply('11-ssh-keygen');
      expect(await verdict('11-ssh-keygen')).to.include({ status: 'done' });
    });
  });

  describe('12-ssh-copy-id', () => {
    const OTHERS = '# mine\nssh-ed25519 AAAAmine me@laptop\nssh-rsa AAAAold root@master.example.com\n';

    it('sees that the key was made anew, and replaces the lab’s own line only', async () => {
      node1.write(AUTHORISED, OTHERS);
      expect((await onNode1()).status).to.equal('todo');
      await authoriseOnNode1();
      expect((await onNode1()).status).to.equal('done');
      rmSync(join(master.folder, KEY));
      rmSync(join(master.folder, `${KEY}.pub`));
      master.newKey(KEY);
      const { status, output } = await onNode1();
      expect(status).to.equal('todo');
      expect(output)
        .to.contain('authorized_keys: want a line that begins with')
        .and.to.contain(publicKey().slice(0, 30));
      await authoriseOnNode1();
      expect(node1.read(AUTHORISED)).to.equal(`${publicKey()} kube-classroom:root@master.example.com\n${OTHERS}`);
    });

    it('is content with a line that somebody else wrote, whatever its comment', async () => {
      node1.write(AUTHORISED, `${OTHERS}${publicKey()} another comment\r\n`);
      expect((await onNode1()).status).to.equal('done');
    });

    it('is not content with options before the key: sshd would take that line; nor is a last line without an end a trap', async () => {
      const text = `command="/bin/false" ${publicKey()} restricted`;
      node1.write(AUTHORISED, text);
      expect((await onNode1()).status).to.equal('todo');
      await authoriseOnNode1();
      expect((await onNode1()).status).to.equal('done');
      expect(node1.read(AUTHORISED).split('\n').slice(1).join('\n')).to.equal(text);
    });

    it('writes through a link, and takes from others the right to write that sshd minds', async () => {
      mkdirSync(join(node1.folder, 'root'), { recursive: true });
      node1.write('elsewhere/keys', OTHERS);
      await node1.run(['chmod', '775', 'elsewhere']);
      renameSync(join(node1.folder, 'elsewhere/keys'), join(node1.folder, 'elsewhere/authorized_keys'));
      renameSync(join(node1.folder, 'elsewhere'), join(node1.folder, 'root/elsewhere'));
      symlinkSync('elsewhere', join(node1.folder, 'root/.ssh'));
      await authoriseOnNode1();
      expect(await onNode1()).to.include({ status: 'done', output: '' });
      expect(node1.read('root/elsewhere/authorized_keys')).to.contain(publicKey()).and.to.contain(OTHERS);
      await node1.run(['chmod', '777', 'root/elsewhere']);
      expect((await onNode1()).output).to.match(
        /only where nobody but root can write, unlike .*elsewhere of \w+, mode 777/,
      );
    });

    it('says that there is no key yet', async () => {
      rmSync(join(master.folder, KEY));
      expect((await onNode1()).output).to.equal('root of the control plane has no key yet');
    });
  });

  describe('13-ssh-by-name', () => {
    it('asks for the hosts’ keys at the port of lab.yaml, and has ssh go there', async () => {
      const { config } = await load(`provider: existing
ssh: {port: 2222}
hosts:
  - {name: master, ip: 192.168.207.131, role: control-plane}
  - {name: node1, ip: 192.168.207.132}
`);
      master = new FakeMachine(config, 'master', 'control-plane');
      master.write('root/.ssh/known_hosts', '');
      await master.apply('13-ssh-by-name');
      expect(master.read('fake/log')).to.equal('ssh-keyscan -p 2222 -T 5 -f -\n');
      expect(master.read('root/.ssh/config')).to.match(/^Include .*kube-classroom\.conf\n$/);
    });

    it('tells ssh of another port for the lab’s hosts, and takes that back', async () => {
      // Nothing listens there: what the step does before it asks for the hosts' keys is looked at.
      const mine = 'Host elsewhere\n  User me';
      master.write('root/.ssh/config', mine);
      const portTo = (name: string) =>
        master.sh(`command ssh -T -F @/root/.ssh/config -G ${name} | sed -n 's/^port //p'`);
      await master.sh('SSH_PORT=2222; . /dev/stdin', `${await stepText()}\nport_for_ssh; port_for_ssh`);
      const ports = async () => [await portTo('node1'), await portTo('192.168.207.131'), await portTo('elsewhere')];
      expect(await ports()).to.deep.equal(['2222', '2222', '22']);
      expect(master.read('root/.ssh/config').split('\n').slice(1).join('\n')).to.equal(mine);
      await master.sh('SSH_PORT=22; . /dev/stdin', `${await stepText()}\nport_for_ssh`);
      expect(await ports()).to.deep.equal(['22', '22', '22']);
    });

    const stepText = async () => (await planOptions([master], ['13-ssh-by-name'])).book.steps[0]!.text;
  });
}).timeout(60_000);
