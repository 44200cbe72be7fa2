/** From the configuration to a Vagrantfile. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import mustache from 'mustache';
import { LabPaths, PROJECT_ROOT } from '../paths.js';
import { formatCidr, netmask, parseCidr } from './ip.js';
import { rubyString } from './ruby.js';
import type { LabConfig } from './schema.js';

/** What only the provider knows; the sealed lab (lxc) needs all of it, the others nothing. */
export interface VagrantfileExtras {
  /** The bridge in the lab's network namespace. */
  bridge: string;
  /** A host's container is called `<prefix>-<name>`. */
  containerPrefix: string;
  /** The bundle's box. */
  box: { name: string; url: string };
}

/**
 * The same text for the same arguments.
 * @throws TypeError for a provider that has no Vagrantfile (existing), for lxc without extras, and when the template names
 * a value that there is none for
 */
export function renderVagrantfile(config: LabConfig, extras?: VagrantfileExtras): string {
  return fill(readFileSync(join(PROJECT_ROOT, 'Vagrantfile.tmpl'), 'utf8'), view(config, extras));
}

/** Mustache without its two surprises: it would escape for HTML, and render a value that is not there as nothing. */
export function fill(template: string, values: Record<string, unknown>): string {
  return new mustache.Writer().render(template, new StrictContext(values), undefined, { escape: String });
}

class StrictContext extends mustache.Context {
  override push(view: unknown): StrictContext {
    return new StrictContext(view, this);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    if (value === undefined || value === null)
      throw new TypeError(`the template names {{${name}}}, which has no value`);
    return value;
  }
}

/** All text in it is Ruby already: a string literal, quotes and all. */
function view(config: LabConfig, extras: VagrantfileExtras | undefined): Record<string, unknown> {
  const { provider, network } = config;
  if (provider === 'existing') throw new TypeError('provider existing has no Vagrantfile');
  if (provider === 'lxc' && !extras) throw new TypeError('provider lxc needs a bridge and a box');
  const subnet = parseCidr(network.subnet)!;
  const box = { ...config.box, ...extras?.box };
  return {
    virtualbox: provider === 'virtualbox',
    libvirt: provider === 'libvirt',
    vmware_desktop: provider === 'vmware_desktop',
    lxc: provider === 'lxc',
    lab: rubyString(config.name),
    hosts: config.hosts.map(({ name, ip, cpus, memory, role }) => ({
      name: rubyString(name),
      ip: rubyString(ip),
      cpus,
      memory,
      role,
    })),
    boxName: rubyString(box.name),
    boxUrl: box.url !== null && boxUrl(box.url),
    boxSha256: box.sha256 !== null && rubyString(box.sha256),
    subnet: formatCidr(subnet),
    netmask: rubyString(netmask(subnet)),
    prefix: rubyString(`/${subnet.prefix}`),
    gateway: rubyString(network.gateway),
    ...(extras && { bridge: rubyString(extras.bridge), containerPrefix: rubyString(extras.containerPrefix) }),
  };
}

/** A file named relative to lab.yaml, as seen from the folder that the Vagrantfile is in. */
function boxUrl(url: string): string {
  if (isAbsolute(url) || /^[a-z][a-z0-9+.-]*:/i.test(url)) return rubyString(url);
  const up = relative(new LabPaths('/', 'any').root, '/');
  return `File.expand_path(${rubyString(join(up, url))}, __dir__)`;
}
