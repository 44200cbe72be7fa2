/** The parts that are one `go install` each: modules at a tagged version, checked against the checksum database. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GO_INPUTS, goEnvironment } from '../go.js';
import type { Part } from '../part.js';
import { GO_BIN, VERSIONS } from '../versions.js';

interface GoModule {
  name: string;
  title: string;
  module: string;
  version: string;
  /** Packages below the module; '' is the module's root. */
  packages: readonly string[];
  cgo?: boolean;
  tags?: string;
  ldflags?: string;
  /** A command line of one of the binaries and what its output must hold. */
  smoke: { run: readonly [string, ...string[]]; says: string };
}

const { coredns: COREDNS, flannel: FLANNEL, metricsServer: METRICS_SERVER, cni: CNI } = VERSIONS;

export const coredns = goInstall({
  name: 'coredns',
  title: `CoreDNS v${COREDNS}`,
  module: 'github.com/coredns/coredns',
  version: COREDNS,
  packages: [''],
  smoke: { run: ['coredns', '-version'], says: `CoreDNS-${COREDNS}` },
});

/** flannel needs C for its udp backend; linked statically it runs in any image. */
export const flannel = goInstall({
  name: 'flannel',
  title: `flannel v${FLANNEL}`,
  module: 'github.com/flannel-io/flannel',
  version: FLANNEL,
  packages: [''],
  cgo: true,
  tags: 'netgo osusergo',
  ldflags: `-X github.com/flannel-io/flannel/version.Version=v${FLANNEL} -extldflags=-static`,
  smoke: { run: ['flannel', '-version'], says: `v${FLANNEL}` },
});

export const metricsServer = goInstall({
  name: 'metrics-server',
  title: `metrics-server v${METRICS_SERVER}`,
  module: 'sigs.k8s.io/metrics-server',
  version: METRICS_SERVER,
  packages: ['cmd/metrics-server'],
  ldflags: `-X k8s.io/client-go/pkg/version.gitVersion=v${METRICS_SERVER}`,
  smoke: { run: ['metrics-server', '--version'], says: `v${METRICS_SERVER}` },
});

/** What the kubernetes-cni rpm of this version holds; newer ones have lost the flannel plugin. */
const CNI_PLUGINS = {
  main: ['bridge', 'host-device', 'ipvlan', 'loopback', 'macvlan', 'ptp', 'vlan'],
  ipam: ['dhcp', 'host-local', 'static'],
  meta: ['bandwidth', 'firewall', 'flannel', 'portmap', 'sbr', 'tuning'],
};

export const cniPlugins = goInstall({
  name: 'cni-plugins',
  title: `CNI plugins v${CNI}`,
  module: 'github.com/containernetworking/plugins',
  version: CNI,
  packages: Object.entries(CNI_PLUGINS).flatMap(([kind, names]) => names.map((name) => `plugins/${kind}/${name}`)),
  ldflags: `-X github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion=v${CNI}`,
  smoke: { run: ['host-local'], says: `v${CNI}` },
});

/** A part whose folder holds the binaries, by the last component of their package. */
function goInstall({ name, title, smoke, ...recipe }: GoModule): Part {
  const { module, version, packages, cgo = false, tags = '', ldflags = '' } = recipe;
  // -modcacherw: otherwise the module cache cannot be removed.
  const flags = ['-modcacherw', '-trimpath', '-tags', tags, '-ldflags', `-s -w ${ldflags}`];
  return {
    name,
    title,
    needs: [],
    heavy: true,
    inputs: async () => ({ recipe, flags, cgo, go: GO_INPUTS, smoke, debian: VERSIONS.debian }),

    async build({ out, work, exec }) {
      const env = { ...(await goEnvironment({ work, exec })), GOBIN: out, CGO_ENABLED: cgo ? '1' : '0' };
      const targets = packages.map((path) => `${module}${path && `/${path}`}@v${version}`);
      await mkdir(out, { recursive: true });
      await exec(join(GO_BIN, 'go'), ['install', ...flags, ...targets], { cwd: work, env });
      const [binary, ...args] = smoke.run;
      const said = await sayings(join(out, binary), args, exec);
      if (!said.includes(smoke.says)) throw new Error(`${binary} ${args.join(' ')} says ${said}, not ${smoke.says}`);
      const built = await exec(join(GO_BIN, 'go'), ['version', '-m', join(out, binary)], { env });
      const sum = /^\tmod\t(.+)$/m.exec(built)?.[1]?.replaceAll('\t', ' ') ?? '';
      await writeFile(join(out, 'about.json'), JSON.stringify({ version: `v${version}`, goModule: sum }));
    },
  };
}

/** Some print their version to standard error. */
function sayings(file: string, args: readonly string[], exec: Parameters<Part['build']>[0]['exec']): Promise<string> {
  return exec('sh', ['-c', 'exec "$0" "$@" 2>&1', file, ...args], { env: { CNI_COMMAND: '' } });
}
