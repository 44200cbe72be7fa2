/** kill -9 of a bundle build: what is finished is kept, what is half done is never taken for whole. */
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE_ROOT } from '../../../src/paths.js';
import type { Scenario } from '../scenario.js';
import { must } from '../verdict.js';

/** The quickest part; others are made of it, but for this only it is missing. */
const PART = 'rpms';

export const killedBundle: Scenario = {
  id: 'kill-bundle-build',
  what: 'kill -9 of lab bundle build at its start, in the middle and near its end: the next one completes, every file is right',
  quick: false,
  async run(victim) {
    const cache = mkdtempSync(join(dirname(CACHE_ROOT), 'kube-classroom-faults-'));
    try {
      const here = join(cache, 'kube-classroom');
      cpSync(CACHE_ROOT, here, { recursive: true, verbatimSymlinks: true, mode: 2 /* COPYFILE_FICLONE */ });
      const parts = join(here, 'bundle/parts');
      for (const name of readdirSync(parts).filter((part) => part.startsWith(PART)))
        rmSync(join(parts, name), { recursive: true });
      const env = { XDG_CACHE_HOME: cache };
      for (const afterMs of [300, 4_000, 9_000]) {
        const build = victim.start(['bundle', 'build'], env);
        await Promise.race([build.outcome, sleep(afterMs)]);
        build.kill();
        await build.outcome;
      }
      const built = await victim.start(['bundle', 'build'], env).outcome;
      must(built.exitCode === 0, 'the next build completes', built.said);
      const verified = await victim.start(['bundle', 'verify'], env).outcome;
      must(verified.exitCode === 0, 'every file is right', verified.said);
      const half = readdirSync(parts).filter((name) => name.startsWith('.'));
      must(half.length === 0, 'nothing half built is left', half.join(' '));
    } finally {
      if (existsSync(cache)) rmSync(cache, { recursive: true, force: true });
    }
  },
};
