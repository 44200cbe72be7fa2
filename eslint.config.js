import tseslint from 'typescript-eslint';

/** The parts of src/, and what each may import besides itself and the shared floor (files directly in src/). */
const MAY_IMPORT = {
  config: [],
  ssh: [],
  state: ['config', 'ssh'],
  bundle: ['config'],
  sealed: ['vagrant'],
  vagrant: ['bundle', 'config', 'sealed', 'ssh'],
  provision: ['config'],
  cluster: ['config'],
  exercise: ['cluster', 'config', 'state'],
  report: ['cluster', 'exercise', 'provision'],
  completion: [],
};
const PARTS = [...Object.keys(MAY_IMPORT), 'commands'];

/** Packages that only some may know: parts, or files of the floor. */
const PACKAGE_OWNERS = {
  'node-ssh': ['ssh'],
  mustache: ['config'],
  execa: ['process.ts', 'bundle'],
  commander: ['commands'],
  'log-update': ['report'],
  '@kubernetes/client-node': ['cluster'],
};

/** What a part (or a file of the floor) may not import, as the options of no-restricted-imports. */
function restrictions(who, allowedParts) {
  const forbidden = PARTS.filter((part) => part !== who && !allowedParts.includes(part));
  return {
    paths: Object.entries(PACKAGE_OWNERS)
      .filter(([, owners]) => !owners.includes(who))
      .map(([name, owners]) => ({ name, message: `only ${owners.join(' and ')} may import ${name}` })),
    patterns: [
      { regex: '^\\.{1,2}/(\\.\\./)*cli\\.js$', message: 'nothing imports the composition root' },
      ...(forbidden.length === 0
        ? []
        : [
            {
              regex: `^\\.{1,2}/(\\.\\./)*(${forbidden.join('|')})/`,
              message: `src/${who} may import ${['the floor (src/*.ts)', ...allowedParts].join(', ')} only: see docs/architecture.md`,
            },
          ]),
    ],
  };
}

const directions = [
  { files: ['src/*.ts'], who: 'the floor', allowed: [] },
  { files: ['src/process.ts'], who: 'process.ts', allowed: [] },
  { files: ['src/cli.ts'], who: 'cli.ts', allowed: PARTS },
  { files: ['src/commands/**'], who: 'commands', allowed: PARTS },
  ...Object.entries(MAY_IMPORT).map(([part, allowed]) => ({ files: [`src/${part}/**`], who: part, allowed })),
].map(({ files, who, allowed }) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', restrictions(who, allowed)] },
}));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.lab/', 'eslint.config.js'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // An async function keeps one shape for all implementations of an interface.
      '@typescript-eslint/require-await': 'off',
    },
  },
  ...directions,
  {
    // Chai's assertions are property reads; fakes do not await.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', 'no-console': 'off' },
  },
);
