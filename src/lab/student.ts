import { userInfo } from 'node:os';
import { LabError } from '../errors.js';

/**
 * Whose report it is: who was named, else who is logged in. Behind sudo that is who called it: a class of “root” tells a
 * teacher nothing.
 * @throws LabError `E_NO_STUDENT`
 */
export function studentName(asked: string | undefined, env: NodeJS.ProcessEnv, user: string | undefined): string {
  if (asked !== undefined && asked.trim() === '') throw nameless('--student has no name');
  const names = [asked, ...(user === 'root' ? [env['SUDO_USER'], env['DOAS_USER'], env['LOGNAME']] : [user])];
  const name = names.map((candidate) => candidate?.trim()).find((candidate) => candidate && candidate !== 'root');
  return name ?? asked ?? raise(nameless(user === undefined ? 'this user has no name' : `“${user}” is nobody's name`));
}

/** Who is logged in; undefined where the user is in no list of users, as in some containers. */
export function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function nameless(why: string): LabError {
  return new LabError({
    code: 'E_NO_STUDENT',
    class: 'usage',
    what: 'whose report is it?',
    why,
    fix: 'lab report --student NAME',
  });
}

function raise(error: LabError): never {
  throw error;
}
