import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { quote, quoteAll } from '../../src/shell.js';

describe('quote', () => {
  const values = [
    'plain-1.2/x',
    '',
    ' ',
    "it's",
    '"$HOME" `id` $(id)',
    'a\nb',
    '*',
    '~',
    '-n',
    '!!',
    '\\',
    'é 中文',
    "'\\''",
  ];
  for (const value of values) {
    it(`survives a real shell: ${JSON.stringify(value)}`, () => {
      const seen = execFileSync('bash', ['-c', `printf '%s|' ${quoteAll([value, 'end'])}`], { encoding: 'utf8' });
      expect(seen).to.equal(`${value}|end|`);
    });
  }

  it('leaves plain words readable', () => {
    expect(quote('kubectl')).to.equal('kubectl');
  });
});
