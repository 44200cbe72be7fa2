import { expect } from 'chai';
import { formatAddress, formatCidr, netmask, overlap, parseAddress, parseCidr } from '../../../src/config/ip.js';

describe('config/ip', () => {
  it('reads and writes addresses up to the last one', () => {
    for (const text of ['0.0.0.0', '192.168.207.131', '255.255.255.255'])
      expect(formatAddress(parseAddress(text)!)).to.equal(text);
  });

  it('refuses what is no address', () => {
    for (const text of ['', '1.2.3', '1.2.3.256', '1.2.3.4.5', 'a.b.c.d', '1.2.3.-4'])
      expect(parseAddress(text), text).to.equal(undefined);
  });

  it('finds the network that an address with a prefix is in', () => {
    expect(formatCidr(parseCidr('192.168.207.137/25')!)).to.equal('192.168.207.128/25');
    expect(formatCidr(parseCidr('10.111.1.2/12')!)).to.equal('10.96.0.0/12');
    expect(formatCidr(parseCidr('200.1.2.3/0')!)).to.equal('0.0.0.0/0');
  });

  it('refuses what is no range', () => {
    for (const text of ['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '/8', '10.0.0.0/'])
      expect(parseCidr(text), text).to.equal(undefined);
  });

  it('writes netmasks', () => {
    expect(
      ['10.0.0.0/8', '10.0.0.0/20', '10.0.0.0/24', '10.0.0.1/32'].map((text) => netmask(parseCidr(text)!)),
    ).to.deep.equal(['255.0.0.0', '255.255.240.0', '255.255.255.0', '255.255.255.255']);
  });

  it('sees overlaps of a range with itself, its parts and its neighbours', () => {
    const overlaps = (a: string, b: string) => overlap(parseCidr(a)!, parseCidr(b)!);
    expect(overlaps('10.0.0.0/24', '10.0.0.0/24')).to.equal(true);
    expect(overlaps('10.0.0.0/8', '10.200.0.0/24')).to.equal(true);
    expect(overlaps('10.200.0.0/24', '10.0.0.0/8')).to.equal(true);
    expect(overlaps('10.0.0.0/24', '10.0.1.0/24')).to.equal(false);
  });
});
