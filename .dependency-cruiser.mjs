/** Who may import whom; docs/architecture.md says why. Checked by `npm run lint`, import() included. */

/** The parts of src/, from the bottom up, and what each may import besides itself and the floor (the files directly in src/). */
const MAY_IMPORT = {
  config: [],
  state: ['config'],
  ssh: ['state'],
  bundle: ['config'],
  sealed: ['config'],
  vagrant: ['bundle', 'config', 'sealed', 'ssh'],
  provision: ['config'],
  cluster: ['config'],
  exercise: ['cluster', 'config', 'state'],
  lab: ['bundle', 'cluster', 'config', 'exercise', 'provision', 'ssh', 'state', 'vagrant'],
  report: ['cluster', 'config', 'exercise', 'lab', 'provision'],
  completion: [],
  verbs: [
    'bundle',
    'cluster',
    'completion',
    'config',
    'exercise',
    'lab',
    'provision',
    'report',
    'ssh',
    'state',
    'vagrant',
  ],
  cli: ['report', 'verbs'],
};

/** Packages that only some may know: parts, or files of the floor. */
const PACKAGE_OWNERS = {
  'node-ssh': 'src/ssh/',
  ssh2: 'src/ssh/',
  mustache: 'src/config/',
  execa: 'src/process\\.ts',
  commander: 'src/cli/',
  'log-update': 'src/report/',
  '@kubernetes/client-node': 'src/cluster/',
};

const directions = Object.entries(MAY_IMPORT).map(([part, allowed]) => ({
  name: `what-${part}-may-import`,
  comment: `src/${part} may import the floor (src/*.ts)${allowed.map((other) => `, ${other}`).join('')}, and nothing else of src`,
  severity: 'error',
  from: { path: `^src/${part}/` },
  to: { path: '^src/.+/', pathNot: [part, ...allowed].map((other) => `^src/${other}/`) },
}));

const packages = Object.entries(PACKAGE_OWNERS).map(([name, owner]) => ({
  name: `who-may-import-${name.replace(/\W/g, '-')}`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^${owner}` },
  to: { path: `^node_modules/${name}/` },
}));

export default {
  forbidden: [
    ...directions,
    ...packages,
    {
      name: 'who-starts-programs',
      comment: 'proxies, process groups, missing programs and Windows are solved in one place: src/process.ts',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(process|programs)\\.ts$' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'the-floor-imports-no-part',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { path: '^src/.+/' },
    },
    {
      name: 'every-part-has-its-rule',
      severity: 'error',
      from: {},
      to: { path: '^src/.+/', pathNot: `^src/(${Object.keys(MAY_IMPORT).join('|')})/` },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-tests-in-the-product', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|labs)/' } },
    { name: 'exists', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
