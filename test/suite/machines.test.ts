/** Every setting of the guide holds on every machine: read in one round trip per machine, judged one by one. */
import type { Host } from '../../src/host.js';
import { diagnoseHost } from '../../src/cluster/diagnose.js';
import { runDiagnosis } from '../../src/cluster/diagnosis.js';
import { LabError } from '../../src/errors.js';
import { readSteps } from '../../src/provision/steps.js';
import { settingsOf, type Setting } from './machine-settings.js';
import { config, fail, lab } from './context.js';

const MARK = '@@lab-test';
const READ_WITHIN_MS = 60_000;

describe('machines', () => {
  const reads = new Map<string, Promise<string[]>>();

  before(() => {
    for (const host of lab.hosts) {
      const read = readAll(host, settings(host));
      // Waited for by the tests of that machine: until then its failure is not unhandled, only early.
      read.catch(() => undefined);
      reads.set(host.name, read);
    }
  });

  for (const host of lab.hosts) {
    describe(host.name, () => {
      let outputs: string[] = [];

      before('read its settings', async () => {
        outputs = await reads.get(host.name)!;
      });

      settings(host).forEach((setting, i) => {
        it(setting.title, () => judge(host, setting, outputs[i] ?? ''));
      });
    });
  }
});

function settings(host: Host): Setting[] {
  return settingsOf(
    config,
    config.hosts.find((h) => h.name === host.name)!,
  );
}

async function readAll(host: Host, all: readonly Setting[]): Promise<string[]> {
  const { library } = await readSteps();
  // Subshells, so that no setting's command can end the script or change what the next one sees.
  const script = `${library}\n${all.map((s) => `echo\necho '${MARK}'\n(\n${s.command}\n) 2>&1 </dev/null`).join('\n')}\ntrue\n`;
  const { stdout, stderr, exitCode } = await host.script(script, { timeoutMs: READ_WITHIN_MS, signal: lab.signal });
  const outputs = stdout
    .split(`\n${MARK}\n`)
    .slice(1)
    .map((o) => o.trim());
  if (outputs.length === all.length) return outputs;
  throw new LabError({
    code: 'E_SETTINGS_UNREAD',
    class: 'host',
    what: `${host.name}: its settings could not be read (exit code ${exitCode})`,
    why: stderr.trim().slice(-500) || undefined,
    fix: `lab ssh ${host.name}`,
  });
}

async function judge(host: Host, setting: Setting, output: string): Promise<void> {
  if (setting.holds(output)) return;
  const { title, expected, unit } = setting;
  // Units have a journal that says why; a setting that is simply another one has nothing to look for.
  const found =
    unit !== undefined &&
    (await runDiagnosis(diagnoseHost(lab, host), { observed: output, error: undefined, signal: lab.signal }));
  const look = unit === undefined ? [] : [`lab ssh ${host.name} -- systemctl status ${unit}`];
  fail({
    ...found,
    message: `${host.name}: ${title}: ${oneLine(output) || 'nothing'}`,
    expected: oneLine(expected),
    observed: oneLine(output) || 'nothing',
    // Provisioning does again what does not hold.
    tryNext: [...look, 'lab plan --verbose', 'lab up'],
  });
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((l) => l.trim())
    .filter(Boolean)
    .join(' · ');
}
