/**
 * The mirror of a sealed lab: the bundle's yum repositories over HTTP and its images through a registry, both at the
 * gateway's address inside the lab's namespace. They outlive the command that starts them and end with the namespace.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
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
  /** Its last word says what is served. */
  argv: string[];
  /** Whether a last word makes the same command line one of this lab's mirror, today's or an earlier one. */
  isOurs: (lastWord: string) => boolean;
  /** Answers with a 2xx once the service is there. */
  url: string;
}

const START_DEADLINE_MS = 20_000;

export class Mirror {
  constructor(
    private readonly lab: Lab,
    private readonly network: SealedNetwork,
  ) {}

  /** Whether this, and nothing older, is what the lab is offered. */
  async serves(content: MirrorContent, signal: AbortSignal): Promise<boolean> {
    return (await Promise.all(this.services(content).map((service) => this.inForce(service, signal)))).every(Boolean);
  }

  /** Start what does not run, does not answer, or serves something else. */
  async ensure(content: MirrorContent, signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.services(content).map(async (service) => {
        if (await this.inForce(service, signal)) return;
        const { argv, isOurs } = service;
        await this.network.endProcesses(
          (running) =>
            running.length === argv.length &&
            argv.slice(0, -1).every((word, i) => running[i] === word) &&
            isOurs(running.at(-1)!),
        );
        await startDaemon([...this.network.enter, ...argv], this.logFile(service.name));
        await this.waitFor(service, signal);
      }),
    );
  }

  private async inForce({ argv, url }: Service, signal: AbortSignal): Promise<boolean> {
    const running = await this.network.processes((words) => isDeepStrictEqual(words, argv));
    return running.length > 0 && (await this.answers(url, signal));
  }

  private services({ wwwRoot, registryRoot }: MirrorContent): Service[] {
    const { gateway } = this.lab.config.network;
    const registryConfig = stringify({
      version: '0.1',
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: registryRoot }, maintenance: { readonly: { enabled: true } } },
      http: { addr: `${gateway}:${REGISTRY_PORT}` },
    });
    // Named by its content: the command line of a running registry says what it has read.
    const digest = createHash('sha256').update(registryConfig).digest('hex').slice(0, 8);
    const registryFile = join(this.lab.paths.root, `registry-${digest}.yml`);
    mkdirSync(this.lab.paths.logs, { recursive: true });
    writeFileSync(registryFile, registryConfig);
    return [
      {
        name: 'registry',
        argv: ['docker-registry', 'serve', registryFile],
        isOurs: (file) => dirname(file) === this.lab.paths.root,
        url: `http://${gateway}:${REGISTRY_PORT}/v2/`,
      },
      {
        name: 'yum repositories',
        argv: ['/usr/bin/python3', '-m', 'http.server', '80', '--bind', gateway, '--directory', wwwRoot],
        isOurs: () => true, // the lab's port 80 at its gateway
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
