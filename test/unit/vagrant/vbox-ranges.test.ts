import { expect } from 'chai';
import type { LabError } from '../../../src/errors.js';
import { allowedRanges, assertAllowed, limitsRanges } from '../../../src/vagrant/vbox-ranges.js';

const refusal = (subnet: string, conf: string | undefined): LabError | undefined => {
  try {
    assertAllowed(subnet, conf);
    return undefined;
  } catch (error) {
    return error as LabError;
  }
};

describe('the addresses that VirtualBox allows', () => {
  it('are its own range without a file, and the starred lines with one', () => {
    expect(allowedRanges(undefined)).to.deep.equal(['192.168.56.0/21']);
    expect(allowedRanges('# mine\n* 10.0.0.0/8 192.168.0.0/16\n\n* 2001::/64\n')).to.deep.equal([
      '10.0.0.0/8',
      '192.168.0.0/16',
      '2001::/64',
    ]);
  });

  it('hold the lab: nothing is said', () => {
    expect(refusal('192.168.56.0/24', undefined)).to.equal(undefined);
    expect(refusal('192.168.207.0/24', '* 10.0.0.0/8 192.168.0.0/16\n')).to.equal(undefined);
    expect(refusal('192.168.207.0/24', '* 0.0.0.0/0 ::/0\n')).to.equal(undefined);
  });

  it('do not: the line to add is said, and keeps what was allowed before', () => {
    const without = refusal('192.168.207.0/24', undefined);
    expect(without?.code).to.equal('E_VBOX_NETWORK_RANGE');
    expect(without?.fix).to.include('\n* 192.168.207.0/24 192.168.56.0/21\n');
    const beside = refusal('192.168.207.0/24', '* 10.0.0.0/8\n');
    expect(beside?.why).to.include('10.0.0.0/8');
    expect(beside?.fix).to.include('\n* 192.168.207.0/24\n');
  });

  it('that cover only a part of the subnet do not do', () =>
    expect(refusal('192.168.0.0/16', '* 192.168.207.0/24')?.code).to.equal('E_VBOX_NETWORK_RANGE'));

  it('are asked for where VirtualBox asks', () => {
    expect(limitsRanges('6.1.26r145957', 'linux')).to.equal(false);
    expect(limitsRanges('6.1.28r147628', 'linux')).to.equal(true);
    expect(limitsRanges('7.0.10r158379', 'linux')).to.equal(true);
    expect(limitsRanges('7.0.10r158379', 'darwin')).to.equal(false);
    expect(limitsRanges('7.0.10r158379', 'win32')).to.equal(false);
  });
});
