/**
 * The shape of lab.yaml once everything is filled in: every other part of the project sees this and nothing else.
 * Each key is a value of the guide or of something the guide leaves out; defaults are in defaults.ts.
 */
import { z } from 'zod';

export const PROVIDERS = ['virtualbox', 'libvirt', 'vmware_desktop', 'lxc', 'existing'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export const hostSchema = z.strictObject({
  name: z.string(),
  ip: z.string(),
  role: z.enum(['control-plane', 'worker']),
  cpus: z.int(),
  /** MiB */
  memory: z.int(),
});

const repoSchema = z.strictObject({
  baseurl: z.string(),
  gpgcheck: z.boolean(),
  repoGpgcheck: z.boolean(),
  /** One or more key addresses. */
  gpgkey: z.array(z.string()),
});

export const configSchema = z.strictObject({
  name: z.string(),
  provider: z.enum(PROVIDERS),
  domain: z.string(),
  network: z.strictObject({
    /** CIDR of the machines. */
    subnet: z.string(),
    /** The machine that runs the lab, as the hosts see it. */
    gateway: z.string(),
  }),
  hosts: z.array(hostSchema),
  /** The Vagrant box: a name, and for a box that no registry offers its address and sha256. */
  box: z.strictObject({
    name: z.string(),
    url: z.string().nullable(),
    sha256: z.string().nullable(),
  }),
  /** How to reach machines that are there already (provider `existing`); the key file is named, never copied. */
  ssh: z.strictObject({
    user: z.string(),
    port: z.int(),
    identityFile: z.string().nullable(),
  }),
  centos: z.strictObject({
    /** Where CentOS 8 lives since its mirrors are gone; `<vault>/8.5.2111/BaseOS/x86_64/os/` must exist below it. */
    vault: z.string(),
  }),
  docker: z.strictObject({
    version: z.string(),
    repo: repoSchema,
    /** Content of /etc/docker/daemon.json, registry-mirrors included; what the box brings in that file is kept. */
    daemon: z.record(z.string(), z.unknown()),
  }),
  kubernetes: z.strictObject({
    /** Without the leading v: 1.20.0 */
    version: z.string(),
    repo: repoSchema,
    cniVersion: z.string(),
    criToolsVersion: z.string(),
    imageRepository: z.string(),
    serviceCidr: z.string(),
    podCidr: z.string(),
  }),
  flannel: z.strictObject({ image: z.string() }),
  metricsServer: z.strictObject({ image: z.string() }),
  /** What the nginx suite and the exercises run. */
  images: z.strictObject({ nginx: z.string(), busybox: z.string() }),
});

export type LabConfig = z.infer<typeof configSchema>;
export type HostConfig = z.infer<typeof hostSchema>;
