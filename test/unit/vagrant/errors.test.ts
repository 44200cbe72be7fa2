import { expect } from 'chai';
import { translateVagrantError } from '../../../src/vagrant/errors.js';

const context = { command: 'vagrant up', exitCode: 1, logFile: 'logs/vagrant.log' };

describe('translateVagrantError', () => {
  const cases: [code: string, said: string][] = [
    [
      'E_VBOX_NETWORK_RANGE',
      'The IP address configured for the host-only network is not within the\nallowed ranges. Please update the address used to be within the allowed\nranges and run the command again.',
    ],
    ['E_NO_VIRTUALIZATION', 'VBoxManage: error: VT-x is not available (VERR_VMX_NO_VMX)'],
    [
      'E_VAGRANT_LOCKED',
      "An action 'up' was attempted on the machine 'master',\nbut another process is already executing an action on the machine.",
    ],
    [
      'E_VAGRANT_LOCKED',
      "Vagrant can't use the requested machine because it is locked! This\nmeans that another Vagrant process is currently reading or modifying\nthe machine.",
    ],
    [
      'E_BOX_UNAVAILABLE',
      "The box 'generic/centos8' could not be found or\ncould not be accessed in the remote catalog.",
    ],
    ['E_BOX_CHECKSUM', 'The checksum of the downloaded box did not match the expected\nvalue.'],
    ['E_BOOT_TIMEOUT', 'Timed out while waiting for the machine to boot.'],
  ];
  for (const [code, said] of cases) {
    it(`recognises ${code} and quotes what Vagrant said: ${said.slice(0, 30)}…`, () => {
      const error = translateVagrantError(said, context);
      expect(error.code).to.equal(code);
      expect(error.why).to.include(said.split('\n')[0]);
      expect(error.fix).to.include('logs/vagrant.log');
    });
  }

  it('quotes what it does not recognise', () => {
    const error = translateVagrantError('something new', context);
    expect(error).to.include({ code: 'E_VAGRANT_FAILED', why: 'something new', exitCode: 3 });
    expect(error.what).to.include('vagrant up');
  });
});
