import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
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

const zones = [
  ...Object.entries(MAY_IMPORT).map(([part, allowed]) => ({
    target: `./src/${part}`,
    from: PARTS.filter((other) => other !== part && !allowed.includes(other)).map((other) => `./src/${other}`),
    message: `src/${part} may import ${['the floor (src/*.ts)', ...allowed].join(', ')} only: see docs/architecture.md`,
  })),
  { target: PARTS.map((part) => `./src/${part}`), from: './src/cli.ts', message: 'nothing imports the composition root' },
  { target: './src/!(cli).ts', from: PARTS.map((part) => `./src/${part}`), message: 'the floor imports no part' },
];

/** Packages that only some parts may know. */
const PACKAGE_OWNERS = {
  'node-ssh': ['src/ssh'],
  mustache: ['src/config'],
  execa: ['src/process.ts', 'src/bundle'],
  commander: ['src/commands'],
  'log-update': ['src/report'],
  '@kubernetes/client-node': ['src/cluster'],
};

const restrictedPackages = (file) =>
  Object.entries(PACKAGE_OWNERS)
    .filter(([, owners]) => !owners.includes(file))
    .map(([name, owners]) => ({ name, message: `only ${owners.join(', ')} may import ${name}` }));

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.lab/', 'eslint.config.js'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'no-console': 'error',
      eqeqeq: 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-restricted-imports': ['error', { paths: restrictedPackages('') }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // An async function keeps one shape for all implementations of an interface.
      '@typescript-eslint/require-await': 'off',
    },
  },
  ...['src/ssh', 'src/config', 'src/process.ts', 'src/bundle', 'src/commands', 'src/report', 'src/cluster'].map((owner) => ({
    files: [owner.endsWith('.ts') ? owner : `${owner}/**`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { paths: restrictedPackages(owner) }] },
  })),
  {
    // Chai's assertions are property reads; fakes do not await.
    files: ['test/**'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', 'no-console': 'off', '@typescript-eslint/no-restricted-imports': 'off' },
  },
);
