/**
 * From the text of lab.yaml to the configuration that everything else works with: complete, valid, frozen.
 * Whatever is wrong with it is said at once, each problem with its place.
 */
import { basename, dirname, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../errors.js';
import { homeFolder } from '../paths.js';
import { defaultLayers, GUIDE, HOST_DEFAULTS, type Layer } from './defaults.js';
import { at, isSection, leaves, overlay } from './layers.js';
import { lookAlike, visible } from './look-alikes.js';
import { dotted, type Path, type Positions } from './positions.js';
import { shapeFindings, type Finding } from './problems.js';
import { readConfigFile } from './read-file.js';
import { ruleFindings } from './rules.js';
import { configSchema, PROVIDERS, type LabConfig, type ProviderName } from './schema.js';
import { readYaml, type YamlText } from './yaml-text.js';

const DEFAULT_CONFIG_FILE = 'lab.yaml';

/** Laid under everything, so that keys come in the schema's order whichever layer has them. */
const IN_ORDER = Object.fromEntries(Object.keys(configSchema.shape).map((key) => [key, undefined]));

export interface LoadedConfig {
  readonly config: LabConfig;
  /**
   * Where each value is from, by its dotted path: `lab.yaml:12`, `default`, `default for provider lxc`… Values below
   * docker.daemon.<key> count as one; a key of docker.daemon that lab.yaml takes away (null) is here and not in the config.
   */
  readonly origins: ReadonlyMap<string, string>;
  /** The file, absolute; also where it would be when there is none and the defaults hold. */
  readonly path: string;
  /** Its folder: the lab's own files and relative file names count from here. */
  readonly dir: string;
}

export interface ConfigProblem {
  /** Dotted; empty for the file as a whole. */
  path: string;
  /** Both count from 1. */
  line: number;
  column: number;
  /** The offending value; null where there is none. */
  value: unknown;
  message: string;
}

/** Which provider a lab.yaml that names none is for, and why; it is told which lab that is. */
type DefaultProvider = (lab: { name: string; dir: string }) => FoundProvider | Promise<FoundProvider>;

export interface FoundProvider {
  name: ProviderName;
  /** Default: found on this machine. */
  because?: string;
}

/**
 * Read lab.yaml, or the file that the user named.
 * @param file as given by --config; undefined: lab.yaml in `cwd`, and the defaults when it is not there
 * @throws LabError E_CONFIG_NOT_FOUND, E_CONFIG_UNREADABLE, E_CONFIG_INVALID
 */
export async function loadConfigFile(options: {
  file?: string | undefined;
  cwd: string;
  defaultProvider: DefaultProvider;
}): Promise<LoadedConfig> {
  const path = resolve(options.cwd, options.file ?? DEFAULT_CONFIG_FILE);
  const text = await readConfigFile(path);
  if (text === undefined && options.file !== undefined) throw notFound(path);
  return loadConfig(text ?? '', { path, defaultProvider: options.defaultProvider });
}

/**
 * @param options.path where the text is from, for messages and for file names relative to it
 * @throws LabError E_CONFIG_INVALID with `details.problems`, in the order of the file; and what `defaultProvider` throws
 */
export async function loadConfig(
  text: string,
  options: { path: string; defaultProvider: DefaultProvider },
): Promise<LoadedConfig> {
  const path = resolve(options.path);
  const yaml = readYaml(text);
  if ('problems' in yaml)
    throw invalid(
      path,
      yaml.problems.map((problem) => ({ path: '', value: null, ...problem })),
    );
  const { positions } = yaml;
  const given = section(yaml, path);

  const named = at(given, ['provider']);
  const { name: provider, because = 'found on this machine' }: FoundProvider =
    named === undefined
      ? await options.defaultProvider({ name: string(at(given, ['name'])) ?? GUIDE.name, dir: dirname(path) })
      : // One that does not exist is a problem to report; until then the others are looked for with some provider's defaults.
        { name: PROVIDERS.find((name) => name === named) ?? PROVIDERS[0], because: 'default' };
  const layers: Layer[] = [
    { origin: because, values: { provider } },
    ...defaultLayers({
      provider,
      subnet: string(at(given, ['network', 'subnet'])),
      gateway: string(at(given, ['network', 'gateway'])),
      boxName: string(at(given, ['box', 'name'])),
      boxUrl: at(given, ['box', 'url']) === null ? null : string(at(given, ['box', 'url'])),
      imageRepository: string(at(given, ['kubernetes', 'imageRepository'])),
    }),
  ];
  const values = withHostDefaults(
    overlay(
      layers.reduce<unknown>((under, layer) => overlay(under, layer.values), IN_ORDER),
      given,
    ),
  );

  const wrong = shapeFindings(values);
  // A default that has the wrong shape was derived from a value that has, too: that one is reported.
  const own = wrong.filter(({ path: leaf }) => at(given, leaf) !== undefined || at(values, leaf) === undefined);
  const findings = [...own, ...ruleFindings(values, wrong, given)];
  if (findings.length > 0)
    throw invalid(
      path,
      findings.map((finding) => located(finding, values, positions)),
    );

  const origin = (leaf: Path): string => {
    const position = at(given, leaf) === undefined ? undefined : positions.of(leaf);
    return position ? `${basename(path)}:${position.line}` : defaultOrigin(layers, leaf);
  };
  return Object.freeze({
    config: frozen(finished(values as LabConfig, dirname(path))),
    origins: new Map(leaves(values).map((leaf) => [dotted(leaf), origin(leaf)])),
    path,
    dir: dirname(path),
  });
}

/** A blank file is an empty section. */
function section({ values, positions }: YamlText, path: string): Record<string, unknown> {
  if (values === null || values === undefined) return {};
  if (isSection(values)) return values;
  const hint = typeof values === 'string' ? lookAlike(values) : undefined;
  const message = `must be a section: \`key: value\` lines${hint === undefined ? ', a space after the colon' : `; ${hint}`}`;
  throw invalid(path, [{ path: '', ...(positions.of([]) ?? { line: 1, column: 1 }), value: values, message }]);
}

/** The layer that a default is from: the lowest of those that agree on it with the topmost. */
function defaultOrigin(layers: readonly Layer[], leaf: Path): string {
  const holders = layers.filter((layer) => at(layer.values, leaf) !== undefined);
  const value = at(holders.at(-1)?.values, leaf);
  const differing = holders.findLastIndex((layer) => !isDeepStrictEqual(at(layer.values, leaf), value));
  return holders[differing + 1]?.origin ?? 'default';
}

function withHostDefaults(values: unknown): unknown {
  const hosts = at(values, ['hosts']);
  if (!isSection(values) || !Array.isArray(hosts)) return values;
  return {
    ...values,
    hosts: hosts.map((host: unknown) =>
      isSection(host) ? { name: host['name'], ip: host['ip'], ...HOST_DEFAULTS, ...host } : host,
    ),
  };
}

/** What is only known once all is valid: keys taken away, full names of files. */
function finished(config: LabConfig, dir: string): LabConfig {
  const { identityFile } = config.ssh;
  const { url } = config.box;
  return {
    ...config,
    box: { ...config.box, url: url === null ? null : fromHome(url) },
    ssh: {
      ...config.ssh,
      identityFile: identityFile === null ? null : resolve(dir, fromHome(identityFile)),
    },
    docker: {
      ...config.docker,
      daemon: Object.fromEntries(Object.entries(config.docker.daemon).filter(([, value]) => value !== null)),
    },
  };
}

/** A file name below the user's home, as a shell would have understood it. */
function fromHome(file: string): string {
  return file.replace(/^~(?=[\\/]|$)/, homeFolder());
}

/** A finding with its place: where the value is, or what made it so, or the nearest section that the file does have. */
function located(
  { path, message, unknownKey, orBecauseOf = [] }: Finding,
  values: unknown,
  positions: Positions,
): ConfigProblem {
  const own = unknownKey ? positions.ofKey(path) : positions.of(path);
  const place =
    own ??
    orBecauseOf.map((cause) => positions.of(cause)).find((position) => position !== undefined) ??
    positions.nearest(path);
  const value = at(values, path);
  const written = unknownKey ? path.slice(-1) : isSection(value) ? Object.keys(value) : [value];
  const hint = lookAlike(written.filter((word) => typeof word === 'string').join(' '));
  return {
    path: dotted(path) || '""',
    ...place,
    value: value ?? null,
    message: [message, own || value === undefined ? [] : 'this is the default', hint ?? []].flat().join('; '),
  };
}

/** Whoever has more problems than this has one, and it is among the first. */
const SHOWN = 20;

function invalid(path: string, problems: ConfigProblem[]): LabError {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  const file = basename(path);
  return new LabError({
    code: 'E_CONFIG_INVALID',
    class: 'usage',
    what: `${file} has ${sorted.length === 1 ? 'a problem' : `${sorted.length} problems`}`,
    why: [
      ...sorted
        .slice(0, SHOWN)
        .map((problem) => visible(`${file}:${problem.line}:${problem.column}: ${subject(problem)}${problem.message}`)),
      ...(sorted.length > SHOWN ? [`… and ${sorted.length - SHOWN} more`] : []),
    ].join('\n'),
    fix: `correct ${path}; an editor that reads lab.schema.json completes and checks it as you type`,
    details: { file: path, problems: sorted },
  });
}

function subject({ path, value }: ConfigProblem): string {
  if (path === '') return '';
  const shown = value === null ? '' : ` = ${JSON.stringify(value)}`;
  return `${shortened(path)}${shortened(shown)}: `;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function notFound(path: string): LabError {
  return new LabError({
    code: 'E_CONFIG_NOT_FOUND',
    class: 'usage',
    what: `there is no ${path}`,
    fix: "name an existing file with --config, or leave --config away: an empty lab.yaml, or none, is the guide's lab",
  });
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
