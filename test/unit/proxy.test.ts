import { expect } from 'chai';
import { environmentOf, pastProxies } from '../../src/proxy.js';
import { ownAddresses } from '../../src/config/own-addresses.js';
import { load } from './config/helpers.js';

describe('pastProxies', () => {
  it('adds to what the user has said in either form, for those who read either', () => {
    const env = { no_proxy: 'school.edu, 10.0.0.0/8', NO_PROXY: 'school.edu,intern', http_proxy: 'http://p:3128' };
    const list = 'school.edu,10.0.0.0/8,intern,192.168.207.131';
    expect(pastProxies(env, ['192.168.207.131'])).to.deep.equal({ no_proxy: list, NO_PROXY: list });
  });

  it('leaves a star alone: beside other words curl takes it for a name', () => {
    expect(pastProxies({ no_proxy: '*' }, ['192.168.207.131'])).to.deep.equal({ no_proxy: '*', NO_PROXY: '*' });
  });

  it('adds nothing twice', () => {
    const once = pastProxies({}, ['a', 'b']);
    expect(pastProxies(once, ['a', 'b'])).to.deep.equal(once);
  });

  it('names hosts, domain, gateway, networks and this machine', async () => {
    const { config } = await load('domain: class.test\n');
    expect(ownAddresses(config)).to.include.members([
      '127.0.0.1',
      'localhost',
      '192.168.207.131',
      'master',
      'master.class.test',
      '.class.test',
      '192.168.207.1',
      '192.168.207.0/24',
      '10.244.0.0/16',
      '10.96.0.0/12',
    ]);
  });
});

describe('environmentOf', () => {
  const ours = {
    PATH: '/bin',
    http_proxy: 'http://p:1',
    HTTPS_PROXY: 'http://p:2',
    All_Proxy: 'socks5://p:3',
    no_proxy: 'x',
  };

  it('keeps the proxy for a program that may need the internet', () => {
    expect(environmentOf(['vagrant', 'up'], { LC_ALL: 'C' }, ours)).to.deep.equal({ ...ours, LC_ALL: 'C' });
  });

  it('knows no proxy inside a network namespace, from which none can be reached', () => {
    expect(environmentOf(['ip', 'netns', 'exec', 'lab-x', 'vagrant', 'up'], {}, ours)).to.deep.equal({
      PATH: '/bin',
      no_proxy: 'x',
    });
    expect(environmentOf(['ip', '-n', 'lab-x', 'link'], {}, ours)).to.deep.equal(ours);
  });
});
