import { expect } from 'chai';
import { parseMachineReadable } from '../../../src/vagrant/machine-readable.js';

describe('parseMachineReadable', () => {
  it('takes target, type and data apart', () => {
    expect(parseMachineReadable('1700000000,master,state,running')).to.deep.equal({
      target: 'master',
      type: 'state',
      data: ['running'],
    });
  });

  it('gives commas and newlines of the data back', () => {
    expect(parseMachineReadable('1700000000,node1,ui,info,a%!(VAGRANT_COMMA) b\\nc')?.data).to.deep.equal([
      'info',
      'a, b\nc',
    ]);
  });

  it('knows lines without target and without data', () => {
    expect(parseMachineReadable('1700000000,,metadata')).to.deep.equal({ target: '', type: 'metadata', data: [] });
  });

  it('leaves what Ruby or a plugin prints in between alone', () => {
    expect(parseMachineReadable('warning: constant ::Fixnum is deprecated')).to.equal(undefined);
  });
});
