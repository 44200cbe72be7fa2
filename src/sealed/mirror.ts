/**
 * The mirror of a sealed lab: the bundle's yum repositories over HTTP and its images through a registry, both at the
 * gateway's address inside the lab's namespace. They outlive the command that starts them and end with the namespace.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { LabError } from '../errors.js';
import { exec, lastLines, startDaemon } from '../process.js';
import type { Lab } from '../config/lab.js';
import type { SealedNetwork } from './network.js';

const REGISTRY_PORT = 5000;

/** What of a bundle the mirror offers. */
export interface MirrorContent {
  /** Folder served at the root of http://<gateway>/. */
  wwwRoot: string;
  /** Storage folder of the registry. */
  registryRoot: string;
}

interface Service {
  name: string;
  argv: string[];
  /** Answers with a 2xx once the service is there. */
  url: string;
}

const START_DEADLINE_MS = 20_000;

export class Mirror {
  constructor(
    private readonly lab: Lab,
    private readonly network: SealedNetwork,
  ) {}

  /** Start what does not answer. */
  async ensure(content: MirrorContent, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.services(content).map(async (service) => {
        if (await this.answers(service.url, signal)) return;
        await this.network.endProcesses((commandLine) => commandLine.includes(service.argv.join(' ')));
        await startDaemon([...this.network.enter, ...service.argv], this.logFile(service.name));
        await this.waitFor(service, signal);
      }),
    );
  }

  private services({ wwwRoot, registryRoot }: MirrorContent): Service[] {
    const { gateway } = this.lab.config.network;
    const registryConfig = join(this.lab.paths.root, 'registry.yml');
    mkdirSync(this.lab.paths.logs, { recursive: true });
    writeFileSync(
      registryConfig,
      stringify({
        version: '0.1',
        log: { level: 'warn' },
        storage: { filesystem: { rootdirectory: registryRoot }, maintenance: { readonly: { enabled: true } } },
        http: { addr: `${gateway}:${REGISTRY_PORT}` },
      }),
    );
    return [
      {
        name: 'registry',
        argv: ['docker-registry', 'serve', registryConfig],
        url: `http://${gateway}:${REGISTRY_PORT}/v2/`,
      },
      {
        name: 'yum repositories',
        argv: ['/usr/bin/python3', '-m', 'http.server', '80', '--bind', gateway, '--directory', wwwRoot],
        url: `http://${gateway}/`,
      },
    ];
  }

  private async waitFor(service: Service, signal: AbortSignal): Promise<void> {
    for (
      const deadline = Date.now() + START_DEADLINE_MS;
      Date.now() < deadline;
      await sleep(100, undefined, { signal })
    ) {
      if (await this.answers(service.url, signal)) return;
    }
    const logFile = this.logFile(service.name);
    throw new LabError({
      code: 'E_MIRROR_DOWN',
      class: 'environment',
      what: `the lab's mirror does not answer: ${service.url} (${service.name})`,
      why: lastLines(await readFile(logFile, 'utf8').catch(() => ''), 8),
      fix: `look at ${logFile}; \`lab bundle verify\` tells whether the bundle is whole; then \`lab up\` again`,
    });
  }

  private async answers(url: string, signal: AbortSignal): Promise<boolean> {
    const argv = [...this.network.enter, 'curl', '--silent', '--fail', '--max-time', '3', '--output', '/dev/null', url];
    return (await exec(argv, { signal })).exitCode === 0;
  }

  private logFile(service: string): string {
    return join(this.lab.paths.logs, `mirror-${service.split(' ')[0]}.log`);
  }
}
