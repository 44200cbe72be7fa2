/**
 * The keys that a login is tried with, and why one cannot be. As with `ssh`: named files are tried alone, an agent full of
 * other keys makes servers give up before the right one comes; without any, the agent and all of the usual files are.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type AgentAuthMethod, type BaseAgent, type ParsedKey, type PublicKeyAuthMethod } from 'ssh2';
import { homeFolder } from '../paths.js';
import { quote } from '../shell.js';
import type { Target } from '../target.js';
import { keyFile } from './errors.js';

/** In the order of ssh_config(5). */
const USUAL = ['id_rsa', 'id_ecdsa', 'id_ed25519'];

/** A pipe that OpenSSH's agent for Windows serves without being told. */
const WINDOWS_AGENT = '\\\\.\\pipe\\openssh-ssh-agent';

export interface Login {
  methods: (PublicKeyAuthMethod | AgentAuthMethod)[];
  /** The same in words: `ssh agent (2 keys)`, `/home/me/.ssh/id_rsa`. */
  tried: string[];
  /** Keys that are there and cannot be used, each with the reason. */
  leftOut: string[];
}

/** Why a file is no key to log in with, and what to do. */
interface Unusable {
  why: string;
  fix: string;
  /** The agent may hold the private half: of an encrypted key, of a public one. */
  maybeInAgent?: boolean;
}

type KeyRead = { file: string } & ({ key: ParsedKey } | { problem: Unusable });

/**
 * @throws LabError `E_SSH_KEY_FILE` when none of the named files can be used
 */
export async function loginWith({ user, identityFiles }: Pick<Target, 'user' | 'identityFiles'>): Promise<Login> {
  const usual = USUAL.map((name) => join(homeFolder(), '.ssh', name));
  const [agent, read] = await Promise.all([
    openAgent(),
    Promise.all((identityFiles.length > 0 ? identityFiles : usual).map(readKey)),
  ]);
  const login: Login = { methods: [], tried: [], leftOut: [] };
  const isNamed = identityFiles.length > 0;
  if (!isNamed && agent.keys.length > 0) {
    login.methods.push({ type: 'agent', username: user, agent: agent.agent });
    login.tried.push(`ssh agent (${agent.keys.length} ${agent.keys.length === 1 ? 'key' : 'keys'})`);
  }
  for (const one of read) {
    if ('key' in one) {
      // Each offer is counted by the server: none is made twice.
      if (!isNamed && agent.keys.some((key) => sameKey(key, one.key))) continue;
      login.methods.push({ type: 'publickey', username: user, key: one.key });
      login.tried.push(one.file);
    } else if (isNamed && one.problem.maybeInAgent) {
      const half = await publicHalf(one.file);
      const held = agent.keys.find((key) => half !== undefined && sameKey(key, half));
      if (held) {
        login.methods.push({ type: 'agent', username: user, agent: only(agent.agent, held) });
        login.tried.push(`${one.file} (in the ssh agent)`);
      } else login.leftOut.push(`${one.file} ${one.problem.why}`);
    } else if (isNamed || one.problem.maybeInAgent) {
      login.leftOut.push(`${one.file} ${one.problem.why}`);
    }
  }
  const [bad] = read;
  if (isNamed && login.methods.length === 0 && bad && 'problem' in bad)
    throw keyFile(bad.file, login.leftOut.join('\n'), bad.problem.fix);
  return login;
}

/**
 * Make sure that the system's ssh can use the named keys: it takes PEM and its own form, and no file that others may read.
 * @throws LabError `E_SSH_KEY_FILE`
 */
export async function requireKeysForSsh(target: Pick<Target, 'user' | 'identityFiles'>): Promise<void> {
  await loginWith(target);
  if (process.platform === 'win32') return;
  const open = await Promise.all(
    target.identityFiles.map(async (file) => {
      const about = await stat(file).catch(() => undefined);
      return about !== undefined && about.uid === process.getuid?.() && (about.mode & 0o077) !== 0;
    }),
  );
  const [file] = target.identityFiles;
  if (file === undefined || !open.every(Boolean)) return;
  throw keyFile(
    file,
    'ssh ignores a private key that others may read',
    `chmod 600 ${quote(file)}\nwhere that changes nothing (a drive of Windows), name a copy in your home folder in ssh.identityFile`,
  );
}

async function readKey(file: string): Promise<KeyRead> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return { file, problem: unreadable(file, error as NodeJS.ErrnoException) };
  }
  const problem = formProblem(file, text);
  if (problem) return { file, problem };
  const parsed: unknown = ssh2.utils.parseKey(text);
  const key = (Array.isArray(parsed) ? (parsed as unknown[])[0] : parsed) as ParsedKey | Error | undefined;
  if (key === undefined || key instanceof Error) {
    return {
      file,
      problem: /no passphrase given/.test(key?.message ?? '')
        ? needsPassphrase(file)
        : text.includes('PRIVATE KEY-----')
          ? {
              why: 'holds a private key in a form that is not read here',
              fix: `ssh-keygen -p -N '' -f ${quote(file)}   writes it in OpenSSH's form`,
            }
          : { why: 'holds no private key', fix: OTHER_KEY },
    };
  }
  if (key.isPrivateKey()) return { file, key };
  const sibling = file.replace(/\.pub$/, '');
  return {
    file,
    problem: {
      why: 'holds the public half of a key; logging in takes the private one',
      fix:
        sibling === file
          ? 'name the private half in ssh.identityFile: the file beside it without .pub'
          : `in lab.yaml: ssh: {identityFile: ${JSON.stringify(sibling)}}`,
      maybeInAgent: true,
    },
  };
}

const OTHER_KEY =
  'name the private key that the hosts know in ssh.identityFile, or leave that out: then the ssh agent and the usual\nfiles of ~/.ssh are tried';

function unreadable(file: string, { code, message }: NodeJS.ErrnoException): Unusable {
  if (code === 'ENOENT' || code === 'ENOTDIR') return { why: 'does not exist', fix: OTHER_KEY };
  if (code === 'EISDIR') return { why: 'is a folder', fix: 'name a file in it in ssh.identityFile' };
  if (code === 'EACCES')
    return { why: 'may not be read by this user', fix: `ls -l ${quote(file)}   shows who may; ${OTHER_KEY}` };
  return { why: `cannot be read: ${message}`, fix: OTHER_KEY };
}

/** What is told by the first words of a file. */
function formProblem(file: string, text: string): Unusable | undefined {
  if (text.startsWith('PuTTY-User-Key-File')) {
    const converted = file.replace(/\.ppk$/i, '') + (/\.ppk$/i.test(file) ? '' : '.openssh');
    return {
      why: "holds a key in PuTTY's form, which ssh does not read",
      fix: `puttygen ${quote(file)} -O private-openssh -o ${quote(converted)}\n(in PuTTYgen: Conversions, Export OpenSSH key), then in lab.yaml: ssh: {identityFile: ${JSON.stringify(converted)}}`,
    };
  }
  if (text.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----')) return needsPassphrase(file);
  return undefined;
}

function needsPassphrase(file: string): Unusable {
  return {
    why: 'needs its passphrase, and nobody can be asked for it',
    fix: `ssh-add ${quote(file)}   asks for it once, then the ssh agent has the key\nor take the passphrase away: ssh-keygen -p -N '' -f ${quote(file)}`,
    maybeInAgent: true,
  };
}

/** The public half of a key that cannot be read itself, as ssh-keygen leaves it beside the private one. */
async function publicHalf(file: string): Promise<ParsedKey | undefined> {
  const text = await readFile(file.endsWith('.pub') ? file : `${file}.pub`, 'utf8').catch(() => '');
  const parsed = ssh2.utils.parseKey(text);
  return parsed instanceof Error ? undefined : parsed;
}

function sameKey(one: ParsedKey, other: ParsedKey): boolean {
  return one.getPublicSSH().equals(other.getPublicSSH());
}

interface Agent {
  agent: BaseAgent<ParsedKey>;
  keys: ParsedKey[];
}

/** An agent that is gone or has no keys is as good as none. */
async function openAgent(): Promise<Agent> {
  const path = process.env['SSH_AUTH_SOCK'] ?? (process.platform === 'win32' ? WINDOWS_AGENT : '');
  if (path === '') return { agent: new ssh2.OpenSSHAgent(path), keys: [] };
  const agent = ssh2.createAgent(path) as BaseAgent<ParsedKey>;
  const keys = await new Promise<ParsedKey[]>((resolve) =>
    agent.getIdentities((error, identities) =>
      resolve(
        (error ? [] : (identities ?? []))
          .map((identity) => ssh2.utils.parseKey(identity as ParsedKey))
          .filter((key): key is ParsedKey => !(key instanceof Error)),
      ),
    ),
  );
  return { agent, keys };
}

/** An agent that offers one of its keys. */
function only(agent: BaseAgent<ParsedKey>, key: ParsedKey): BaseAgent<ParsedKey> {
  return Object.assign(Object.create(agent) as BaseAgent<ParsedKey>, {
    getIdentities: (done: (error: undefined, keys: ParsedKey[]) => void) => done(undefined, [key]),
  });
}
