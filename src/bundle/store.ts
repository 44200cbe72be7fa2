/** The part cache: one folder per built part, named by part and digest; what is there is whole. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordFiles, type FileRecord } from './files.js';
import type { Part } from './part.js';

const RECORD = '.part.json';
const ABOUT = 'about.json';

/** What a finished part says of itself. */
export interface PartRecord {
  name: string;
  title: string;
  digest: string;
  /** ISO 8601 */
  builtAt: string;
  /** Wall time of the build in milliseconds. */
  ms: number;
  /** The part's own `about.json`, or null. */
  about: unknown;
  files: FileRecord[];
}

export interface BuiltPart {
  dir: string;
  record: PartRecord;
}

export class PartStore {
  /** @param root `<cache>/bundle` */
  constructor(readonly root: string) {}

  get partsDir(): string {
    return join(this.root, 'parts');
  }
  dir(name: string, digest: string): string {
    return join(this.partsDir, `${name}-${digest}`);
  }
  /** Where a build happens: beside the finished parts, so that moving it there is one rename. */
  tempDir(name: string, digest: string): string {
    return join(this.partsDir, `.building-${name}-${digest}`);
  }
  isTemp(entry: string): boolean {
    return entry.startsWith('.building-');
  }
  logFile(name: string, digest: string): string {
    return join(this.root, 'logs', `${name}-${digest}.log`);
  }

  async find(name: string, digest: string): Promise<BuiltPart | undefined> {
    const dir = this.dir(name, digest);
    const text = await readFile(join(dir, RECORD), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : { dir, record: JSON.parse(text) as PartRecord };
  }

  /** Write the record into a part's output; with it the folder is ready to be moved into its place. */
  async seal(out: string, part: Part, digest: string, startedAt: number, signal: AbortSignal): Promise<void> {
    const about: unknown = await readFile(join(out, ABOUT), 'utf8').then(JSON.parse, () => null);
    const record: PartRecord = {
      name: part.name,
      title: part.title,
      digest,
      builtAt: new Date().toISOString(),
      ms: Math.round(performance.now() - startedAt),
      about,
      files: await recordFiles(out, signal),
    };
    await writeFile(join(out, RECORD), `${JSON.stringify(record, null, 1)}\n`);
  }
}
