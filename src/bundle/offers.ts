/** Does a bundle have what a config asks for? */
import type { LabConfig } from '../config/schema.js';
import { LabError } from '../errors.js';
import type { Offers } from './versions.js';

/** @throws LabError `E_NOT_OFFERED` (usage) naming every value that the bundle does not have, and what it has */
export function assertOffers(offers: Offers, config: LabConfig): void {
  const { kubernetes, docker } = config;
  const versions: [key: string, asked: string, offered: string][] = [
    ['kubernetes.version', kubernetes.version, offers.kubernetes],
    ['kubernetes.cniVersion', kubernetes.cniVersion, offers.cni],
    ['kubernetes.criToolsVersion', kubernetes.criToolsVersion, offers.criTools],
    ['docker.version', docker.version, offers.docker],
  ];
  const images: [key: string, asked: string][] = [
    ['flannel.image', config.flannel.image],
    ['metricsServer.image', config.metricsServer.image],
    ['images.nginx', config.images.nginx],
    ['images.busybox', config.images.busybox],
  ];
  const missing = [
    ...versions
      .filter(([, asked, offered]) => asked !== offered)
      .map(([key, asked, offered]) => `${key}: ${asked} is not offered; ${offered} is`),
    ...images
      .filter(([, asked]) => !offers.images.includes(withoutRegistry(asked)))
      .map(([key, asked]) => `${key}: ${asked} is not offered; ${alternatives(offers, asked)}`),
    ...(offers.images.some((image) => image.startsWith(`${repositoryPath(kubernetes.imageRepository)}/kube-apiserver:`))
      ? []
      : [`kubernetes.imageRepository: ${kubernetes.imageRepository} is not offered; <registry>/google_containers is`]),
  ];
  if (missing.length === 0) return;
  throw new LabError({
    code: 'E_NOT_OFFERED',
    class: 'usage',
    what: `the bundle does not offer what lab.yaml asks for (${missing.length} ${missing.length === 1 ? 'value' : 'values'})`,
    why: missing.join('\n'),
    fix: 'remove these keys from lab.yaml to take what the bundle offers, or use a provider with internet',
    details: { missing },
  });
}

/** `192.168.207.1:5000/coreos/flannel:v0.14.0` → `coreos/flannel:v0.14.0`; `nginx` → `library/nginx:latest`, as docker reads it. */
function withoutRegistry(image: string): string {
  const path = repositoryPath(image);
  const tagged = /:[^/]+$/.test(path) ? path : `${path}:latest`;
  return tagged.includes('/') ? tagged : `library/${tagged}`;
}

/** A first component with a dot, a colon or the name localhost is a registry; anything else belongs to the path. */
function repositoryPath(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  return /[.:]/.test(first) || first === 'localhost' ? image.slice(slash + 1) : image;
}

function alternatives(offers: Offers, asked: string): string {
  const name = /([^/:]+)(:[^/]*)?$/.exec(asked)?.[1] ?? '';
  const same = offers.images.filter((image) => image.includes(`/${name}:`));
  const list = same.length > 0 ? same : offers.images;
  return `${list.join(', ')} ${list.length === 1 ? 'is' : 'are'}`;
}
