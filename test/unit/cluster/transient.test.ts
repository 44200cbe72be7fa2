import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { transientLabel } from '../../../src/cluster/transient.js';

const withCode = (code: unknown, more = {}) => Object.assign(new Error('x'), { code, ...more });
const lab = (code: string) => new LabError({ code, class: 'host', what: 'x' });

describe('transient errors', () => {
  for (const [what, error, label] of [
    ['a refused connection, with its port', withCode('ECONNREFUSED', { port: 6443 }), 'ECONNREFUSED :6443'],
    ['a reset connection', withCode('ECONNRESET'), 'ECONNRESET'],
    ['a timeout', withCode('ETIMEDOUT'), 'ETIMEDOUT'],
    ['too many requests', withCode(429), 'HTTP 429'],
    ['a server in trouble', withCode(503), 'HTTP 503'],
    ['an answer that ends early', new Error('Premature close'), 'EOF'],
    ['a lost ssh connection', lab('E_SSH_CONNECTION_LOST'), 'E_SSH_CONNECTION_LOST'],
    ['a cause below', new Error('list failed', { cause: withCode('ECONNRESET') }), 'ECONNRESET'],
  ] as const)
    it(`pass: ${what}`, () => expect(transientLabel(error)).to.equal(label));

  for (const [what, error] of [
    ['unauthorized', withCode(401)],
    ['forbidden', withCode(403)],
    ['not found', withCode(404)],
    ['invalid', withCode(422)],
    ['not implemented', withCode(501)],
    ['a name that does not exist', withCode('ENOTFOUND')],
    ['a wrong certificate', withCode('CERT_HAS_EXPIRED')],
    ['a refused login', lab('E_SSH_AUTH')],
    ['another host key', lab('E_SSH_HOST_KEY')],
    ['an interruption', lab('E_INTERRUPTED')],
    ['a bug', new TypeError('undefined is not a function')],
    ['what is no error', 'ECONNREFUSED'],
    [
      'a final error above a passing one',
      new LabError({
        code: 'E_API_STATUS',
        class: 'host',
        what: 'x',
        details: { transient: false },
        cause: withCode(503),
      }),
    ],
  ] as const)
    it(`are final: ${what}`, () => expect(transientLabel(error)).to.equal(undefined));
});
