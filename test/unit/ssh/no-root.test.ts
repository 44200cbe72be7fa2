import { expect } from 'chai';
import { noRoot } from '../../../src/ssh/no-root.js';

describe('noRoot', () => {
  const target = { name: 'master', host: '10.0.0.1', port: 22, user: 'amy', identityFiles: [] };
  const reason = (said: string) => noRoot(target, said, 1).what.split('may not become root: ')[1];

  /** What sudo 1.8 (CentOS 8) and 1.9, PAM and sshd say; what cannot be had from the sudo of this machine. */
  for (const [said, what] of [
    ['sudo: sorry, you must have a tty to run sudo', 'sudo wants a terminal (requiretty)'],
    ['sudo: a password is required', 'sudo asks for a password'],
    ['sudo: a terminal is required to read the password; either use the -S option', 'sudo asks for a password'],
    ['sudo: no tty present and no askpass program specified', 'sudo asks for a password'],
    ['amy is not in the sudoers file.  This incident will be reported.', 'it is not in sudoers'],
    ['Sorry, user amy may not run sudo on master.', 'it is not in sudoers'],
    [
      "Sorry, user amy is not allowed to execute '/bin/bash' as root on master.",
      'sudo allows it some commands, and no shell',
    ],
    [
      '>>> /etc/sudoers: syntax error near line 3 <<<\nsudo: parse error in /etc/sudoers near line 3\nsudo: no valid sudoers sources found, quitting',
      "sudo's own settings are broken",
    ],
    ['/etc/sudoers:3:1: syntax error\nthis is\n^~~~\nsudo: a password is required', "sudo's own settings are broken"],
    [
      'sudo: /etc/sudoers is world writable\nsudo: no valid sudoers sources found, quitting',
      "sudo's own settings are broken",
    ],
    [
      "sudo: effective uid is not 0, is /usr/bin/sudo on a file system with the 'nosuid' option set",
      'sudo cannot work there',
    ],
    ['sudo: The "no new privileges" flag is set, which prevents sudo from running as root.', 'sudo cannot work there'],
    ['bash: line 1: exec: sudo: not found', 'sudo is not installed'],
    ["env: 'sudo': No such file or directory", 'sudo is not installed'],
    ['WARNING: Your password has expired.\nPassword change required but no TTY available.', 'its password has expired'],
    ['sudo: Account or password is expired, reset your password and try again', 'its password has expired'],
    ['sudo: account validation failure, is your account locked?', 'its account is locked or has expired'],
    ['This account is currently not available.', 'it has no login shell'],
  ] as const) {
    it(`knows “${said.split('\n')[0]}”`, () => expect(reason(said)).to.equal(what));
  }

  it('advises what helps against just that', () => {
    const advice = (said: string) => noRoot(target, said, 1).fix;
    const tty = advice('sudo: sorry, you must have a tty to run sudo');
    expect(tty).to.contain("'Defaults:amy !requiretty'").and.not.contain('NOPASSWD');
    expect(advice('amy is not in the sudoers file.')).to.contain("'amy ALL=(ALL) NOPASSWD: ALL'");
    expect(advice('sudo: a password is required')).to.contain('NOPASSWD').and.contain('undone by a later one');
  });

  it('shows the last of what was said, where it knows no reason', () => {
    const error = noRoot(target, 'one\ntwo\n\nthree\nfour\nfive\nsix\n', 1);
    expect(error.what).to.match(/amy may not become root$/);
    expect(error.why).to.equal('two\nthree\nfour\nfive\nsix');
    expect(error.fix).to.contain('sudo -n bash -c id');
    expect(noRoot({ ...target, user: 'root' }, '', 0).why).to.equal('nothing was printed; exit code 0');
  });
});
