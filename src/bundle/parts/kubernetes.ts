/**
 * Kubernetes from Debian's source package, the only place where 1.20 is still kept with everything it needs to be built.
 * Leaves: kubeadm, kubelet, kubectl, kube-apiserver, kube-controller-manager, kube-scheduler, kube-proxy, all static.
 */
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DebianArchive, describeDeb } from '../apt.js';
import { GO_INPUTS, goEnvironment } from '../go.js';
import type { Part, PartContext } from '../part.js';
import { VERSIONS } from '../versions.js';

const VERSION = VERSIONS.kubernetes;
const [MAJOR = '', MINOR = ''] = VERSION.split('.');
const BINARIES = [
  'kubeadm',
  'kubelet',
  'kubectl',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
] as const;
/** The vendored 1.0.1 does not know the maps of Go ≥ 1.18: kubeadm built with it crashes. Debian's 1.0.2 does. */
const REFLECT2 = 'golang-github-modern-go-reflect2-dev';
const MAKE = [
  `WHAT=${BINARIES.map((name) => `cmd/${name}`).join(' ')}`,
  'GOLDFLAGS=-s -w',
  `KUBE_GIT_VERSION=v${VERSION}`,
  `KUBE_GIT_MAJOR=${MAJOR}`,
  `KUBE_GIT_MINOR=${MINOR}`,
  'KUBE_GIT_TREE_STATE=archive',
];
/** The tree is from before modules: it builds in a GOPATH. */
const MAKE_ENVIRONMENT = { GO111MODULE: 'off' };

export const kubernetes: Part = {
  name: 'kubernetes',
  title: `Kubernetes v${VERSION} from Debian's source package`,
  needs: [],
  heavy: true,
  inputs: async () => ({
    make: MAKE,
    env: MAKE_ENVIRONMENT,
    go: GO_INPUTS,
    reflect2: REFLECT2,
    debian: VERSIONS.debian,
  }),

  async build(context) {
    const { out, work, exec } = context;
    const archive = await DebianArchive.open(context);
    const tree = join(work, 'gopath/src/k8s.io/kubernetes');
    await mkdir(join(tree, '..'), { recursive: true });
    const source = await archive.source('kubernetes', tree);
    const reflect2 = await replaceReflect2(archive, tree, context);
    await exec('make', MAKE, { cwd: tree, env: { ...(await goEnvironment(context)), ...MAKE_ENVIRONMENT } });
    for (const name of BINARIES) {
      await rename(join(tree, '_output/local/go/bin', name), join(out, name));
      await checkVersion(join(out, name), exec);
    }
    const about = { version: `v${VERSION}`, debianSource: `kubernetes ${source}`, with: reflect2 };
    await writeFile(join(out, 'about.json'), JSON.stringify(about));
  },
};

async function replaceReflect2(archive: DebianArchive, tree: string, { work, exec }: PartContext): Promise<string> {
  const [deb = ''] = await archive.download([REFLECT2]);
  const unpacked = join(work, 'reflect2');
  await exec('dpkg-deb', ['--extract', deb, unpacked]);
  const path = 'github.com/modern-go/reflect2';
  await rm(join(tree, 'vendor', path), { recursive: true });
  await cp(join(unpacked, 'usr/share/gocode/src', path), join(tree, 'vendor', path), { recursive: true });
  return describeDeb(exec, deb);
}

async function checkVersion(binary: string, exec: PartContext['exec']): Promise<void> {
  const ask: Record<string, string[]> = { kubeadm: ['version'], kubectl: ['version', '--client'] };
  const said = await exec(binary, ask[basename(binary)] ?? ['--version']);
  if (!said.includes(`v${VERSION}`)) throw new Error(`${binary} says it is ${said}, not v${VERSION}`);
}
