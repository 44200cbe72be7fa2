import { expect } from 'chai';
import { parseSshConfig } from '../../../src/vagrant/ssh-config.js';

describe('parseSshConfig', () => {
  it('reads every host, quoted values and the first of repeated keys', () => {
    const text = `Host master
  HostName 192.168.207.131
  User vagrant
  User root
  Port 2222
  UserKnownHostsFile /dev/null
  IdentityFile "/home/A Teacher/.vagrant/private_key"

Host node1
  HostName 192.168.207.137
`;
    expect(parseSshConfig(text)).to.deep.equal([
      {
        name: 'master',
        host: '192.168.207.131',
        port: 2222,
        user: 'vagrant',
        identityFiles: ['/home/A Teacher/.vagrant/private_key'],
      },
      { name: 'node1', host: '192.168.207.137', port: 22, user: 'vagrant', identityFiles: [] },
    ]);
  });

  it('reads all key files, as Vagrant ≥ 2.4 names them, also on Windows', () => {
    const text = [
      'Host master',
      '  HostName 127.0.0.1',
      '  User vagrant',
      '  Port 2222',
      '  UserKnownHostsFile /dev/null',
      '  StrictHostKeyChecking no',
      '  PasswordAuthentication no',
      '  IdentityFile "C:/Users/A Teacher/.vagrant.d/insecure_private_keys/vagrant.key.ed25519"',
      '  IdentityFile C:/Users/teacher/.vagrant.d/insecure_private_keys/vagrant.key.rsa',
      '  IdentityFile "C:\\Users\\A Teacher\\key"',
      '  IdentitiesOnly yes',
      '  LogLevel FATAL',
      '  PubkeyAcceptedKeyTypes +ssh-rsa',
      '',
    ].join('\r\n');
    expect(parseSshConfig(text)[0]?.identityFiles).to.deep.equal([
      'C:/Users/A Teacher/.vagrant.d/insecure_private_keys/vagrant.key.ed25519',
      'C:/Users/teacher/.vagrant.d/insecure_private_keys/vagrant.key.rsa',
      'C:\\Users\\A Teacher\\key',
    ]);
  });

  it('finds none in an empty answer', () => {
    expect(parseSshConfig('\n')).to.deep.equal([]);
  });
});
