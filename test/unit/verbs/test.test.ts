import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { retriesOf, writeReport } from '../../../src/verbs/test.js';
import type { LabError } from '../../../src/errors.js';

describe('lab test', () => {
  it('takes a whole number of retries and nothing else', () => {
    expect([retriesOf('0'), retriesOf('12')]).to.deep.equal([0, 12]);
    for (const given of ['', 'x', '-1', '1.5', '1e3', '100'])
      expect(() => retriesOf(given), given)
        .to.throw('--retries')
        .with.property('exitCode', 2);
  });

  it('makes the folder of a report, and says so where it cannot', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-report-'));
    try {
      const file = join(dir, 'new', 'results.xml');
      await writeReport(file, '<x/>');
      expect(readFileSync(file, 'utf8')).to.equal('<x/>');
      const error = await writeReport(join(file, 'below.xml'), '').then(
        () => undefined,
        (thrown: unknown) => thrown as LabError,
      );
      expect(error).to.include({
        code: 'E_REPORT_FILE',
        exitCode: 3,
        what: `${join(file, 'below.xml')} cannot be written`,
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
