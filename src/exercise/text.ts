/** Text for students, in every language there is. Placeholders look like `{name}`. */
import { z } from 'zod';

export const LANGS = ['en', 'zh'] as const;
export type Lang = (typeof LANGS)[number];

export const textSchema = z.strictObject({
  en: z.string().min(1).describe('In English.'),
  zh: z.string().min(1).describe('In Chinese.'),
});

export type Text = Readonly<Record<Lang, string>>;

/** What may stand for a placeholder. */
export type Values = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{([A-Za-z][A-Za-z0-9_]*)\}/g;

/** The names of a text's placeholders, each once, sorted. */
export function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map((match) => match[1]!))].sort();
}

/** The text with its placeholders replaced; one without a value stays as it is. */
export function fill(text: string, values: Values): string {
  return text.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

/**
 * The language of a locale as POSIX has it: LC_ALL, else LC_MESSAGES, else LANG (XBD 8.2); where none is set, as on
 * Windows, that of the system. `zh_CN.GB18030`, `zh-Hans` and `zh` are Chinese.
 * @returns `en` for every language that there are no texts in
 */
export function langOf(env: NodeJS.ProcessEnv, system = Intl.DateTimeFormat().resolvedOptions().locale): Lang {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || system;
  const [language] = locale.toLowerCase().split(/[^a-z]/);
  return LANGS.find((lang) => lang === language) ?? 'en';
}
