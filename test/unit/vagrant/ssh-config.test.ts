import { expect } from 'chai';
import { parseSshConfig } from '../../../src/vagrant/ssh-config.js';

describe('parseSshConfig', () => {
  const text = `Host master
  HostName 192.168.207.131
  User vagrant
  Port 2222
  UserKnownHostsFile /dev/null
  IdentityFile "/home/A Teacher/.vagrant/private_key"
  IdentityFile /second

Host node1
  HostName 192.168.207.137
  IdentityFile /k
`;

  it('reads every host, quoted values and the first of repeated keys', () => {
    expect(parseSshConfig(text)).to.deep.equal([
      {
        name: 'master',
        host: '192.168.207.131',
        port: 2222,
        user: 'vagrant',
        identityFile: '/home/A Teacher/.vagrant/private_key',
      },
      { name: 'node1', host: '192.168.207.137', port: 22, user: 'vagrant', identityFile: '/k' },
    ]);
  });

  it('finds none in an empty answer', () => {
    expect(parseSshConfig('\n')).to.deep.equal([]);
  });
});
