import { expect } from 'chai';
import { LabError } from '../../../src/errors.js';
import { VERBS } from '../../../src/verbs/index.js';
import { parse, type Invocation } from '../../../src/cli/program.js';

function read(line: string): Invocation {
  const parsed = parse(VERBS, words(line), () => undefined);
  if (parsed === 'printed') throw new Error('only printed');
  return parsed;
}

function refused(line: string): LabError {
  try {
    parse(VERBS, words(line), () => undefined);
  } catch (error) {
    expect(error).to.be.instanceOf(LabError);
    return error as LabError;
  }
  throw new Error(`${line} was accepted`);
}

function printed(line: string): string {
  let text = '';
  expect(parse(VERBS, words(line), (chunk) => (text += chunk))).to.equal('printed');
  return text;
}

const words = (line: string) => line.split(' ').filter(Boolean);

describe('the command line', () => {
  it('takes common options before and after the verb', () => {
    for (const line of [
      '--config x.yaml --yes --verbose status --json',
      'status --json --config x.yaml --verbose --yes',
      '--json --config x.yaml status --yes --verbose',
    ]) {
      const { verb, configFile, json, yes, verbose } = read(line);
      expect({ verb: verb.name, configFile, json, yes, verbose }, line).to.deep.equal({
        verb: 'status',
        configFile: 'x.yaml',
        json: true,
        yes: true,
        verbose: true,
      });
    }
    expect(read('status')).to.include({ configFile: undefined, json: false, yes: false, verbose: false });
    expect(read('--config a status --config b').configFile).to.equal('b');
  });

  it('hands everything after -- to kubectl', () => {
    const { configFile, input } = read('kubectl --config f -- get nodes -o wide --config theirs');
    expect(configFile).to.equal('f');
    expect(input.args).to.deep.equal(words('get nodes -o wide --config theirs'));
  });

  it('hands the first foreign word and all that follows to kubectl and curl, -- included', () => {
    expect(read('kubectl get nodes -o wide').input.args).to.deep.equal(words('get nodes -o wide'));
    expect(read('kubectl -n kube-system get pods --help').input.args).to.deep.equal(
      words('-n kube-system get pods --help'),
    );
    expect(read('kubectl --config f exec -it nginx -- sh -c id').input.args).to.deep.equal(
      words('exec -it nginx -- sh -c id'),
    );
    expect(read('kubectl -- exec nginx -- id').input.args).to.deep.equal(words('exec nginx -- id'));
    expect(read('curl -sI http://10.0.0.1').input.args).to.deep.equal(words('-sI http://10.0.0.1'));
    expect(read('curl --json {} http://10.0.0.1').input.args).to.deep.equal(words('--json {} http://10.0.0.1'));
    expect(read('--verbose --config=f kubectl --yes version')).to.deep.include({
      configFile: 'f',
      verbose: true,
      yes: true,
    });
    expect(read('curl http://10.0.0.1 --json {}').input.args).to.deep.equal(words('http://10.0.0.1 --json {}'));
  });

  it('parts the host from the command of ssh', () => {
    expect(read('ssh master').input.args).to.deep.equal(['master']);
    expect(read('ssh node1 --config f -- systemctl status -l').input.args).to.deep.equal(
      words('node1 systemctl status -l'),
    );
    expect(refused('ssh node1 systemctl status -l').what).to.equal("unknown option '-l'");
  });

  it('knows the verbs within a verb', () => {
    expect(read('bundle build --json').verb.summary).to.contain('build');
    expect(read('--config f bundle verify')).to.include({ configFile: 'f' });
    expect(refused('bundle').what).to.equal('a verb is missing');
    expect(refused('bundle biuld').fix).to.contain('Did you mean build?');
  });

  it('refuses with a suggestion and exit code 2', () => {
    for (const [line, what, hint] of [
      ['stauts', "unknown command 'stauts'", 'Did you mean status?'],
      ['status --jsno', "unknown option '--jsno'", 'Did you mean --json?'],
      ['status --config', "option '--config <file>' argument missing", 'lab status --help'],
      ['ssh', "missing required argument 'host'", 'lab ssh --help'],
      ['status now', 'too many arguments', 'lab status --help'],
      ['--json render', 'lab render has no --json', 'lab --help'],
    ] as const) {
      const error = refused(line);
      expect(error, line).to.include({ code: 'E_USAGE', exitCode: 2 });
      expect(error.what, line).to.contain(what);
      expect(error.fix, line).to.contain(hint);
    }
  });

  it('prints help with examples for every verb, and none for hidden ones', () => {
    const all = printed('--help');
    for (const verb of VERBS) {
      if (verb.hidden) {
        expect(all).not.to.contain(verb.name);
        continue;
      }
      expect(all).to.match(new RegExp(`^  ${verb.name} `, 'm'));
      const help = printed(`${verb.name} --help`);
      expect(help).to.contain('Examples:');
      for (const [example] of verb.examples) expect(help).to.contain(example);
    }
    expect(printed('')).to.equal(all);
    expect(printed('--version')).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it('gives examples that it accepts itself', () => {
    for (const verb of VERBS.flatMap((outer) => [outer, ...(outer.verbs ?? [])])) {
      for (const [example] of verb.examples) {
        const line = /\blab ([^|>)]*)/.exec(example)?.[1] ?? '';
        expect(() => read(line.replaceAll('"', '')), example).not.to.throw();
      }
    }
  });
});
