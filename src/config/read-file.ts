/** The text of a lab.yaml, whatever the name that the user gave leads to. */
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { LabError } from '../errors.js';

/** What is larger is no lab.yaml, and need not be read to say so. In bytes. */
const MAX_SIZE = 1024 * 1024;

/**
 * @returns undefined when there is no such file
 * @throws LabError E_CONFIG_UNREADABLE for what is no file, may not be read, is far too large, or is not UTF-8
 */
export async function readConfigFile(path: string): Promise<string | undefined> {
  let bytes: Buffer;
  try {
    // Opening a pipe that nobody writes to would otherwise wait for somebody who does.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const status = await file.stat();
      if (!status.isFile())
        throw unreadable(path, `it is ${status.isDirectory() ? 'a folder' : 'a pipe or a device'}, not a file`);
      if (status.size > MAX_SIZE)
        throw unreadable(path, `it is ${Math.ceil(status.size / MAX_SIZE)} MiB large; a lab.yaml has some kilobytes`);
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof LabError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(path, message, error);
  }
  const encoding = otherEncoding(bytes);
  if (encoding !== undefined)
    throw unreadable(path, encoding, undefined, 'save the file as UTF-8: editors offer that beside “Save as”');
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

function otherEncoding(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4).toString('hex');
  // With a byte order mark, or two letters of ASCII without one.
  if (/^(fffe|feff|00..00..$|..00..00$)/.test(start) && !/^0{6}/.test(start))
    return 'it is UTF-16, not UTF-8; older Windows PowerShell writes that with `>`';
  if (isUtf8(bytes)) return undefined;
  const line = bytes.toString('utf8').split('\ufffd')[0]!.split('\n').length;
  return `it is not UTF-8 from line ${line} on; it may be in GBK or another encoding of its author's machine`;
}

function unreadable(
  path: string,
  why: string,
  cause?: unknown,
  fix = 'name a lab.yaml that you may read with --config',
): LabError {
  return new LabError({ code: 'E_CONFIG_UNREADABLE', class: 'usage', what: `${path} cannot be read`, why, fix, cause });
}
