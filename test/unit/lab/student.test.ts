import { expect } from 'chai';
import type { LabError } from '../../../src/errors.js';
import { studentName } from '../../../src/lab/student.js';

describe('whose report it is', () => {
  it('is who was named, or who is logged in, also behind sudo', () => {
    expect(studentName('LiLei', { SUDO_USER: 'han' }, 'root')).to.equal('LiLei');
    expect(studentName(undefined, { SUDO_USER: 'han', LOGNAME: 'root' }, 'root')).to.equal('han');
    expect(studentName(undefined, { LOGNAME: 'li' }, 'root')).to.equal('li');
    expect(studentName(undefined, { SUDO_USER: 'x' }, 'han')).to.equal('han');
    expect(studentName('root', {}, 'root')).to.equal('root');
  });

  it('is asked for where nobody knows', () => {
    for (const [asked, user] of [
      [undefined, 'root'],
      [undefined, undefined],
      ['  ', 'han'],
    ] as const)
      expect(() => studentName(asked, { SUDO_USER: 'root', LOGNAME: 'root' }, user))
        .to.throw('whose report is it?')
        .that.satisfies(
          (error: LabError) => error.code === 'E_NO_STUDENT' && error.fix === 'lab report --student NAME',
        );
  });
});
