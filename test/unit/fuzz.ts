/** How long the fuzzers run: seconds in `npm test`, as long as wanted with `FUZZ_RUNS=100000 npm run test:unit -- --grep fuzz --timeout 0`. */
import { expect } from 'chai';
import fc from 'fast-check';

const FACTOR = Number(process.env['FUZZ_RUNS'] ?? 100) / 100;
const SEED = process.env['FUZZ_SEED'];
/** Of processor time, so that a busy machine is no failure. In milliseconds. */
const SLOW_MS = 2000;

/** A failure names the seed, the path and the smallest counterexample; `FUZZ_SEED` runs it again. */
export async function holds<T>(runs: number, values: fc.Arbitrary<T>, property: (value: T) => unknown): Promise<void> {
  await fc.assert(
    fc.asyncProperty(values, async (value) => {
      const before = process.cpuUsage();
      await property(value);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000, 'milliseconds of processor time').to.be.below(SLOW_MS);
    }),
    { numRuns: Math.ceil(runs * FACTOR), ...(SEED !== undefined && { seed: Number(SEED) }) },
  );
}

/** Any text: ASCII, all planes, control characters, and what shells, Ruby, YAML and JSON give a meaning. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '$(id)',
          '`id`',
          '${HOME}',
          '$HOME',
          '#{exit 3}',
          '#$0',
          '#@x',
          "'",
          '"',
          '\\',
          '\\n',
          '\n',
          '\r\n',
          '\t',
          ' ',
          '!!',
          '!',
        ],
        ...[
          ': ',
          ' #',
          '- ',
          '---',
          '...',
          '&a',
          '*a',
          '<<',
          '{{x}}',
          '{{{',
          '%{x}',
          '~',
          'null',
          'yes',
          '0x1f',
          '1e3',
          '\ufeff',
          '\u2028',
        ],
        ...[
          '\u0085',
          '\u001b[31m',
          '\u007f',
          '中文',
          '😀',
          'é',
          '__END__',
          'EOF',
          ';',
          '&&',
          '|',
          '>',
          '=',
          ',',
          '\u200b',
        ],
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);
