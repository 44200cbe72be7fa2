import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnosis } from './failure.js';

/** A folder of files that a diagnosis leaves behind, made with the first file. */
export class EvidenceFolder {
  private readonly folder: string;

  constructor(
    logDir: string,
    subject: string,
    private readonly into: Diagnosis,
    now = new Date(),
  ) {
    const time = now.toISOString().replace(/[-:]/g, '').slice(0, 15);
    this.folder = join(logDir, `${time}-${subject.replace(/[^\w.-]+/g, '-')}`);
  }

  /** Keep a text; nothing is kept of an empty one. Trouble with the disk becomes a note. */
  async keep(name: string, text: string): Promise<void> {
    if (text.trim() === '') return;
    const path = join(this.folder, name);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(path, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 });
      this.into.evidence.push(path);
    } catch (error) {
      this.into.notes.push(`evidence ${name} could not be written: ${(error as Error).message}`);
    }
  }
}
