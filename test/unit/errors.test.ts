import { expect } from 'chai';
import { asLabError, EXIT_CODES, formatError, LabError } from '../../src/errors.js';

describe('LabError', () => {
  const error = new LabError({
    code: 'E_X',
    class: 'environment',
    what: 'no tool',
    why: 'line 1\nline 2',
    fix: 'install it',
    details: { tool: 'x' },
  });

  it('has the exit code of its class', () => {
    expect(error.exitCode).to.equal(3);
    expect(new Set(Object.values(EXIT_CODES)).size).to.equal(Object.keys(EXIT_CODES).length);
  });

  it('prints what, why, what to try and the code', () => {
    expect(formatError(error)).to.equal('✗ no tool\n  why   line 1\n        line 2\n  try   install it\n  code  E_X');
  });

  it('is plain data as JSON', () => {
    expect(JSON.parse(JSON.stringify(error))).to.deep.equal({
      code: 'E_X',
      class: 'environment',
      what: 'no tool',
      why: 'line 1\nline 2',
      fix: 'install it',
      exitCode: 3,
      details: { tool: 'x' },
    });
  });

  it('passes through asLabError, and anything else becomes a bug with its cause', () => {
    expect(asLabError(error)).to.equal(error);
    const cause = new TypeError('x is undefined');
    const bug = asLabError(cause);
    expect(bug).to.include({ code: 'E_BUG', exitCode: 70, cause });
  });
});
