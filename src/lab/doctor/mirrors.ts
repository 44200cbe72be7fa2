/** The places that a lab downloads from, and what a look at them says. */
import type { LabConfig } from '../../config/schema.js';
import type { Finding, Severity } from '../../finding.js';
import { quote, quoteAll } from '../../shell.js';

export interface MirrorUrl {
  /** The key in lab.yaml that names it. */
  key: string;
  url: string;
}

/** How curl ended. */
export interface Answer {
  exitCode: number;
  /** 0 where nothing answered. */
  status: number;
  /** Milliseconds since 1970 by the mirror's clock, where it said. */
  date?: number | undefined;
}

/** Files and addresses that must answer where a mirror is what it should be, each once. */
export function mirrorUrls({ centos, docker, kubernetes, flannel, metricsServer, images }: LabConfig): MirrorUrl[] {
  const repo = (key: string, base: string) => ({ key, url: `${base.replace(/\/$/, '')}/repodata/repomd.xml` });
  const mirrors = docker.daemon['registry-mirrors'];
  const listed = Array.isArray(mirrors) ? mirrors.filter((mirror) => typeof mirror === 'string') : [];
  const insecure = docker.daemon['insecure-registries'];
  const isInsecure = (host: string) => Array.isArray(insecure) && insecure.includes(host);
  const registry = (key: string, image: string): MirrorUrl[] => {
    const host = image.split('/')[0] ?? '';
    // Without a host it is Docker Hub's, which the mirrors stand for.
    if (!image.includes('/') || !/[.:]/.test(host))
      return listed.length > 0 ? [] : [{ key, url: 'https://registry-1.docker.io/v2/' }];
    return [{ key, url: `${isInsecure(host) ? 'http' : 'https'}://${host}/v2/` }];
  };
  const all = [
    repo('centos.vault', `${centos.vault.replace(/\/$/, '')}/8.5.2111/BaseOS/x86_64/os`),
    repo('docker.repo', docker.repo.baseurl),
    repo('kubernetes.repo', kubernetes.repo.baseurl),
    ...registry('kubernetes.imageRepository', kubernetes.imageRepository),
    ...registry('flannel.image', flannel.image),
    ...registry('metricsServer.image', metricsServer.image),
    ...registry('images.nginx', images.nginx),
    ...registry('images.busybox', images.busybox),
    ...listed.map((mirror) => ({ key: 'docker.daemon.registry-mirrors', url: `${mirror.replace(/\/$/, '')}/v2/` })),
  ];
  return all.filter(({ url }, i) => all.findIndex((other) => other.url === url) === i);
}

/** @param seconds for one address */
export function curlArgv(url: string, seconds: number): string[] {
  return [
    'curl',
    '--silent',
    '--location',
    '--max-time',
    String(seconds),
    '--output',
    '/dev/null',
    '--write-out',
    '%{http_code}',
    url,
  ];
}

/** A bash script that asks all of them at once and prints a line each: number, exit code, status. */
export function curlScript(urls: readonly MirrorUrl[], seconds: number): string {
  const asks = urls.map(({ url }, i) => `( status=$(${quoteAll(curlArgv(url, seconds))}); echo "${i} $? $status" ) &`);
  return `${asks.join('\n')}\nwait`;
}

export function parseCurlLines(text: string): Map<number, Answer> {
  const lines = [...text.matchAll(/^(\d+) (\d+) (\d{3})$/gm)];
  return new Map(
    lines.map(([, i, exitCode, status]) => [Number(i), { exitCode: Number(exitCode), status: Number(status) }]),
  );
}

/** curl(1), EXIT CODES. */
const SAID: Record<number, string> = {
  5: 'the name of the proxy cannot be resolved',
  6: 'the name cannot be resolved: DNS does not answer, or the mirror is gone',
  7: 'the connection is refused, or there is no way there',
  28: 'no answer in time',
  35: 'no TLS connection comes about',
  60: 'its certificate is not trusted: a wrong clock, or a proxy in between',
};

/** What is wrong with a mirror; undefined for one that is well. */
export function mirrorFinding(
  { key, url }: MirrorUrl,
  { exitCode, status }: Answer,
  where: string,
  severity: Severity,
): Finding | undefined {
  // 401 is how a registry says that it is one.
  const isWell = (status >= 200 && status < 300) || (url.endsWith('/v2/') && status === 401);
  if (exitCode === 0 && isWell) return undefined;
  return {
    id: exitCode === 0 ? 'mirror-wrong' : 'mirror-unreachable',
    severity,
    where,
    what: exitCode === 0 ? `${url} answers with ${status}` : `${url} cannot be reached`,
    why: `${key} in lab.yaml names it; ${exitCode === 0 ? 'it is not, or no longer, there' : (SAID[exitCode] ?? `curl ended with exit code ${exitCode}`)}`,
    fix: `try it: curl -v ${quote(url)}\nor name another mirror in lab.yaml: ${key}`,
  };
}
