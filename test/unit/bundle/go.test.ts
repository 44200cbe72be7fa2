import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { partDigests } from '../../../src/bundle/build.js';
import { GO_INPUTS, goEnvironment } from '../../../src/bundle/go.js';
import { kubernetes } from '../../../src/bundle/parts/kubernetes.js';
import { coredns } from '../../../src/bundle/parts/go-modules.js';
import { GO_BIN } from '../../../src/bundle/versions.js';
import { exec } from '../../../src/process.js';
import { skipBecause } from '../skip.js';
import { fakePart } from './parts.js';

describe("Go's environment for a build", () => {
  let dir: string;
  beforeEach(function () {
    if (!existsSync(join(GO_BIN, 'go'))) skipBecause(this, `needs Debian's Go in ${GO_BIN}`);
    dir = mkdtempSync(join(tmpdir(), 'lab-go-'));
  });
  afterEach(() => dir && rmSync(dir, { recursive: true, force: true }));

  /** What Go sees in a build on a machine whose user has said these with `go env -w`. */
  async function seenByGo(...said: string[]): Promise<Record<string, string>> {
    const machine = { GOENV: join(dir, 'env'), HOME: dir };
    execFileSync(join(GO_BIN, 'go'), ['env', '-w', ...said], { env: { ...process.env, ...machine } });
    const run = async (file: string, args: readonly string[], options: { env?: Record<string, string> } = {}) =>
      (await exec([file, ...args], { ...options, env: { ...machine, ...options.env } })).stdout;
    const env = await goEnvironment({ work: dir, exec: run });
    const names = ['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOPRIVATE', 'GOINSECURE', 'GOFLAGS', 'GONOPROXY'];
    return JSON.parse(await run(join(GO_BIN, 'go'), ['env', '-json', ...names], { env })) as Record<string, string>;
  }

  it('keeps where modules come from, and lets nothing of that file bypass the checksum database', async () => {
    const seen = await seenByGo(
      'GOPROXY=https://proxy.school.edu',
      'GONOSUMDB=*',
      'GOPRIVATE=*',
      'GOINSECURE=*',
      'GOFLAGS=-insecure',
    );
    expect(seen).to.include({ GOPROXY: 'https://proxy.school.edu' });
    expect(seen['GOSUMDB']).to.match(/^sum\.golang\.(org|google\.cn)/);
    for (const name of ['GONOSUMDB', 'GOPRIVATE', 'GOINSECURE', 'GOFLAGS', 'GONOPROXY'])
      expect(seen[name], name).to.equal('');
  });

  it('does not let the file switch the database off', async () => {
    expect(await seenByGo('GOSUMDB=off')).to.include({ GOSUMDB: 'sum.golang.org' });
  });
});

describe('the key of a part that is built with Go', () => {
  it('holds every setting and flag', async () => {
    for (const part of [kubernetes, coredns]) {
      const inputs = (await part.inputs()) as Record<string, unknown>;
      expect(JSON.stringify(inputs), part.name).to.contain(JSON.stringify(GO_INPUTS));
      expect(JSON.stringify(inputs), part.name).to.contain('-s -w');
      const key = async (input: unknown) => (await partDigests([fakePart('a', { input })])).get('a');
      const changed = JSON.parse(JSON.stringify(inputs).replace('-s -w', '-s')) as unknown;
      expect(await key(changed), part.name).not.to.equal(await key(inputs));
      const settings = JSON.parse(JSON.stringify(inputs).replace('"GOENV":"off"', '"GOENV":""')) as unknown;
      expect(await key(settings), part.name).not.to.equal(await key(inputs));
    }
  });
});
