/** A login that worked and did not lead to a root shell: which of the many reasons it is, and what helps against that one. */
import type { LabError } from '../errors.js';
import { quote } from '../shell.js';
import type { Target } from '../target.js';
import { sshError } from './errors.js';

interface Reason {
  /** What the host said, in English: sudo is asked to speak it. */
  said: RegExp;
  what: string;
  fix: (user: string, said: string) => string;
}

/** Of sudoers' lines the last that fits counts; of its files those count whose names hold no dot, in the order of names. */
const SUDOERS = '/etc/sudoers.d/zz-lab';

function sudoersLine(line: string): string {
  return `on the host, as root:\n(umask 337; echo ${quote(line)} >${SUDOERS}) && visudo -c`;
}

const noPassword = (user: string) => sudoersLine(`${user} ALL=(ALL) NOPASSWD: ALL`);

/** sudo 1.8 and 1.9, PAM and sshd, in their own words; the first that fits. */
const REASONS: Reason[] = [
  {
    said: /must have a tty/,
    what: 'sudo wants a terminal (requiretty)',
    fix: (user) => sudoersLine(`Defaults:${user} !requiretty`),
  },
  {
    said: /Password change required|password (has|is) expired|Account or password is expired/i,
    what: 'its password has expired',
    fix: (user) =>
      `on the host, as root: chage -M -1 ${quote(user)}, or log in once as ${user} and change the password`,
  },
  {
    said: /account validation failure|account has expired|account (is )?locked/i,
    what: 'its account is locked or has expired',
    fix: (user) => `on the host, as root: chage -E -1 ${quote(user)}; passwd -S ${quote(user)} shows its state`,
  },
  {
    said: /no valid sudoers sources|unable to initialize policy plugin|sudoers.*(syntax|parse) error|(syntax|parse) error.*sudoers/is,
    what: "sudo's own settings are broken",
    fix: () =>
      'on the host, as root (su, or the console): visudo -c names the line; files in /etc/sudoers.d belong to root and have mode 0440',
  },
  {
    said: /setuid bit|setuid root|effective uid is not 0|no new privileges/i,
    what: 'sudo cannot work there',
    fix: () =>
      'on the host, as root: chown root: /usr/bin/sudo; chmod 4755 /usr/bin/sudo\nor log in as root: ssh.user in lab.yaml',
  },
  {
    said: /sudo\W.*(not found|No such file)|not found.*sudo/i,
    what: 'sudo is not installed',
    fix: (user) =>
      `on the host, as root: yum install -y sudo, then let ${user} use it: echo ${quote(`${user} ALL=(ALL) NOPASSWD: ALL`)} >${SUDOERS}\nor log in as root: ssh.user in lab.yaml`,
  },
  { said: /not in the sudoers file|may not run sudo/i, what: 'it is not in sudoers', fix: noPassword },
  {
    said: /not allowed to (execute|run)/i,
    what: 'sudo allows it some commands, and no shell',
    fix: noPassword,
  },
  {
    said: /password is required|a terminal is required|askpass/i,
    what: 'sudo asks for a password',
    fix: (user) =>
      `${noPassword(user)}\na line NOPASSWD that is there already is undone by a later one that fits ${user} too: sudo -l -U ${quote(user)}`,
  },
  {
    said: /log ?in as the user "?([\w.-]+)"? rather than/i,
    what: 'the machine wants another user',
    fix: (_user, said) => `in lab.yaml: ssh: {user: ${/as the user "?([\w.-]+)"?/i.exec(said)?.[1] ?? 'NAME'}}`,
  },
  {
    said: /account is currently not available/i,
    what: 'it has no login shell',
    fix: (user) => `on the host, as root: usermod -s /bin/bash ${quote(user)}`,
  },
];

/**
 * @param said what the login shell and sudo printed
 * @param exitCode 127 where a program is missing
 */
export function noRoot(target: Target, said: string, exitCode: number): LabError {
  const { user } = target;
  const reason = REASONS.find((one) => one.said.test(said));
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => reason?.said.test(line));
  const quoted = (telling.length > 0 ? telling : lines).slice(-5).join('\n');
  return sshError(
    target,
    'E_SSH_SUDO',
    `${user === 'root' ? 'the login gives no root shell' : `${user} may not become root`}${reason ? `: ${reason.what}` : ''}`,
    quoted || `nothing was printed; exit code ${exitCode}`,
    reason?.fix(user, said) ??
      (user === 'root'
        ? `try it: ssh root@${target.host} bash -c true; ~root/.bashrc and the like must not end the shell`
        : `try it on the host, as ${user}: sudo -n bash -c id`),
  );
}

/** Whether a terminal would help. */
export function wantsTerminal(said: string): boolean {
  return REASONS[0]?.said.test(said) ?? false;
}
