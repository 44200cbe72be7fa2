import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { stepEnvironment } from '../../../src/config/environment.js';
import { configYaml } from '../../../src/config/print.js';
import { renderVagrantfile } from '../../../src/config/vagrantfile.js';
import { LabError } from '../../../src/errors.js';
import { applyScript } from '../../../src/provision/script.js';
import type { Step } from '../../../src/provision/steps.js';
import type { LoadedConfig } from '../../../src/config/load.js';
import { anyText, holds } from '../fuzz.js';
import { skipBecause } from '../skip.js';
import { load } from './helpers.js';
import { readYaml } from '../../../src/exercise/yaml-file.js';

/** The keys whose text is free but for a form, each with texts in that form around any other text. */
const address = anyText.map((text) => `http://a.test/${text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]/gu, '')}`);
// One name: a path is made the shortest one to the file, which is not the same text.
const fileName = anyText.map((text) => `boxes/${text.replace(/[/\p{Cc}\p{Cs}\u2028\u2029]/gu, '')}.box`);
const boxName = anyText.map((text) => `a/${text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]/gu, '')}`);
const plain = anyText.map((text) => text.replace(/\p{Cs}/gu, ''));
const free = fc.record({
  box: fc.record({ name: boxName, url: fileName }),
  ssh: fc.record({ identityFile: fileName }),
  centos: fc.record({ vault: address }),
  docker: fc.record({
    repo: fc.record({ baseurl: address, gpgkey: fc.array(address, { minLength: 1, maxLength: 3 }) }),
    daemon: fc.record({
      'registry-mirrors': fc.constant(['https://mirror.test']),
      labels: fc.array(plain, { maxLength: 3 }),
      'log-opts': fc.dictionary(plain, plain, { maxKeys: 3 }),
    }),
  }),
  kubernetes: fc.record({ repo: fc.record({ baseurl: address }) }),
});
type Free = typeof free extends fc.Arbitrary<infer T> ? T : never;

/** Written as JSON, which is YAML, so that the test's own writing of YAML is not what is tested. JSON may hold DEL and C1 as they are, YAML may not. */
const written = (values: unknown): string =>
  JSON.stringify(values).replace(/[\u007f-\u009f]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
const loaded = (values: Free): Promise<LoadedConfig> => load(written(values));

describe('config: fuzz', () => {
  it('a lab.yaml of any text is a configuration or a LabError', () =>
    holds(150, fc.oneof(anyText, yamlish()), (text) => configOrError(text)));

  it('a lab.yaml of any values is a configuration or a LabError', () =>
    holds(100, sections(), (values) => configOrError(JSON.stringify(values))));

  it('an exercise.yaml of any text is data or problems', () =>
    holds(150, fc.oneof(anyText, yamlish()), (text) => {
      const read = readYaml(text, 'exercise.yaml');
      if ('problems' in read) expect(read.problems).to.have.length.above(0);
    }));

  it('any text reaches YAML as itself: lab config is read as the same configuration', () =>
    holds(60, free, async (values) => {
      const before = await loaded(values);
      expect((await load(configYaml(before))).config).to.deep.equal(before.config);
    }));

  it('any text reaches bash as itself', function () {
    if (process.platform === 'win32') skipBecause(this, 'there is no bash');
    return holds(25, free, async (values) => {
      const { config } = await loaded(values);
      const env = stepEnvironment(config, 'master');
      const names = Object.keys(env);
      // The step prints every variable of its environment as a child of the shell sees it, each with a NUL at its end.
      const step = { name: '01-print', text: `apply() { printenv -0 ${names.join(' ')}; }` } as Step;
      const { stdout, stderr, status } = spawnSync('bash', ['-s'], { input: applyScript('', step, env) });
      expect(stderr.toString()).to.equal('');
      expect(status).to.equal(0);
      expect(stdout.toString().split('\0').slice(0, -1)).to.deep.equal(Object.values(env));
      expect(JSON.parse(env['DOCKER_DAEMON_JSON']!)).to.deep.equal(JSON.parse(JSON.stringify(config.docker.daemon)));
    });
  });

  it('any text reaches Ruby as itself', async function () {
    if (spawnSync('ruby', ['--version']).status !== 0) skipBecause(this, 'ruby is not installed');
    // All Vagrantfiles in one process: to start Ruby takes longer than to read them.
    const configs = await Promise.all(fc.sample(free, 40).map(loaded));
    const files = configs.map(({ config }) => renderVagrantfile(config));
    const { stdout, stderr } = spawnSync('ruby', ['-e', RECORDER], { input: JSON.stringify(files) });
    expect(stderr.toString()).to.equal('');
    expect(JSON.parse(stdout.toString())).to.deep.equal(
      configs.map(({ config }) => ({
        'box=': [config.box.name],
        'box_url=': [`/lab/${config.box.url}`],
      })),
    );
  });
});

/** Evaluates each Vagrantfile with a configuration that remembers what is set, as if it were /lab/.lab/k8s/Vagrantfile. */
const RECORDER = String.raw`
require "json"
Encoding.default_external = Encoding::UTF_8
$VERBOSE = nil # each Vagrantfile defines HOSTS anew
class Recorder < BasicObject
  def initialize(seen); @seen = seen; end
  def method_missing(name, *args, **options, &block)
    @seen[name] = args if name == :box= || name == :box_url=
    block&.call(self) if block && name != :define
    self
  end
end
module Vagrant
  def self.configure(_version); yield Recorder.new($seen); end
  def self.has_plugin?(_name) = false
end
print JSON.generate(JSON.parse(STDIN.read).map { |text| $seen = {}; eval(text, TOPLEVEL_BINDING.dup, "/lab/.lab/k8s/Vagrantfile"); $seen })
`;

async function configOrError(text: string): Promise<void> {
  const error: unknown = await load(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error !== undefined) expect(error).to.be.instanceOf(LabError);
}

/** Lines with the words of lab.yaml in places where they may or may not belong. */
function yamlish(): fc.Arbitrary<string> {
  const word = fc.constantFrom(
    'name',
    'hosts',
    'ip',
    'network',
    'subnet',
    'docker',
    'daemon',
    'box',
    'url',
    '- ',
    '<<',
    '? ',
    '__proto__',
  );
  const value = fc.oneof(
    anyText,
    fc.constantFrom('&a', '*a', '[', '{', '|', '>-', '"', '!!set', '!x', '.nan', '10.1.1.0/24', '~'),
  );
  const line = fc.tuple(fc.nat(6), word, value).map(([indent, key, text]) => `${' '.repeat(indent)}${key}: ${text}\n`);
  return fc.array(line, { maxLength: 12 }).map((lines) => lines.join(''));
}

function sections(): fc.Arbitrary<unknown> {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      anyText,
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      tie('map'),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
    map: fc.dictionary(
      fc.oneof(
        fc.constantFrom(
          'name',
          'hosts',
          'ip',
          'role',
          'network',
          'subnet',
          'gateway',
          'docker',
          'daemon',
          'repo',
          'box',
          'url',
          'ssh',
          'kubernetes',
          'podCidr',
          'bip',
          '__proto__',
        ),
        anyText,
      ),
      tie('tree'),
      { maxKeys: 6 },
    ),
  }));
  return tree;
}
