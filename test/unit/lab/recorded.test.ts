import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { recorded } from '../../../src/lab/recorded.js';
import type { LabConfig } from '../../../src/config/schema.js';
import { LabError } from '../../../src/errors.js';
import { LabPaths } from '../../../src/paths.js';
import { readState } from '../../../src/state/state.js';

describe('recorded', () => {
  it('remembers how a run ended, and lets its result or error through', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-recorded-'));
    try {
      const lab = { config: {} as LabConfig, paths: new LabPaths(dir, 'k8s') };
      expect(await recorded(lab, 'lab up', async () => 7)).to.equal(7);
      expect((await readState(lab.paths.state)).lastRun).to.include({ command: 'lab up', outcome: 'ok' });
      const failure = new LabError({ code: 'E_STEP_FAILED', class: 'host', what: 'x' });
      const thrown = await recorded(lab, 'lab up', async () => Promise.reject(failure)).catch(
        (error: unknown) => error,
      );
      expect(thrown).to.equal(failure);
      expect((await readState(lab.paths.state)).lastRun?.outcome).to.equal('E_STEP_FAILED');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
