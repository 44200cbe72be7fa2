import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { isDone, planLab } from '../../../src/provision/plan.js';
import { LocalHost, bookOf, markStep } from './local-host.js';

const envFor = ({ name }: { name: string }) => ({ HOST_NAME: name });

describe('plan', () => {
  it('tells for every host what is done, with one command and without a change', async () => {
    const hosts = [new LocalHost('master', 'control-plane'), new LocalHost('node1', 'worker')];
    const book = await bookOf({
      '10-a': markStep('a'),
      '11-b': markStep('b', { on: 'worker' }),
      '12-me': markStep('"$HOST_NAME"'),
    });
    await hosts[0]!.run(['touch', 'a', 'master']);
    const plan = await planLab({ hosts, book, envFor });
    expect(
      plan.hosts.map(({ host, steps }) => [host, steps.map(({ name, status, output }) => [name, status, output])]),
    ).to.deep.equal([
      [
        'master',
        [
          ['10-a', 'done', ''],
          ['12-me', 'done', ''],
        ],
      ],
      [
        'node1',
        [
          ['10-a', 'todo', 'there is no a'],
          ['11-b', 'todo', 'there is no b'],
          ['12-me', 'todo', 'there is no node1'],
        ],
      ],
    ]);
    expect(isDone(plan)).to.equal(false);
    expect(hosts.map(({ scripts }) => scripts.length)).to.deep.equal([1, 1]);
    expect(readdirSync(hosts[1]!.folder)).to.deep.equal([]);
  });

  it('takes a check that stumbles for not done after a step that is not done, and for an error otherwise', async () => {
    const stumbles = '# title: T\n# on: all\n# omitted: o\ncheck() { no-such-program; }\napply() { :; }\n';
    const host = new LocalHost('h', 'worker');
    const book = await bookOf({ '10-odd': stumbles, '20-a': markStep('a'), '30-odd': stumbles });
    const {
      hosts: [{ steps } = { steps: [] }],
    } = await planLab({ hosts: [host], book, envFor });
    expect(steps.map(({ status }) => status)).to.deep.equal(['error', 'todo', 'todo']);
  });

  it('is done when every check holds', async () => {
    const host = new LocalHost('h', 'worker');
    await host.run(['touch', 'a']);
    expect(isDone(await planLab({ hosts: [host], book: await bookOf({ '10-a': markStep('a') }), envFor }))).to.equal(
      true,
    );
  });
}).timeout(20_000);
