import { expect } from 'chai';
import { runningContainers } from '../../../src/vagrant/providers/lxc.js';

describe('runningContainers', () => {
  it('reads the table of lxc-ls', () => {
    const table = [
      'NAME                         RAM      ',
      'lab-k8s-e7934b93-master      1.37GB   ',
      'lab-k8s-e7934b93-node1       612.53MB ',
      'lab-k8s-e7934b93-node2       -        ',
    ].join('\n');
    expect([...runningContainers(table)]).to.deep.equal([
      ['lab-k8s-e7934b93-master', 1403],
      ['lab-k8s-e7934b93-node1', 613],
      ['lab-k8s-e7934b93-node2', null],
    ]);
    expect([...runningContainers('')]).to.deep.equal([]);
  });
});
