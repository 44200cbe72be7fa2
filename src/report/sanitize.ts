/** ANSI sequences (CSI, OSC) whole, then what is left of the control characters, but for tab and newline. */
const UNPRINTABLE = new RegExp(
  [
    String.raw`\u001b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)`,
    String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f]`,
  ].join('|'),
  'g',
);
/** XML 1.0 has no place for these, not even escaped. */
const NOT_XML = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What hosts and pods print may hold anything; what is shown or written holds only text, newlines and tabs. */
export function sanitize(text: string): string {
  return text.replace(UNPRINTABLE, '');
}

/** Text for XML and HTML, in content and in double-quoted attributes. */
export function escapeMarkup(text: string): string {
  return sanitize(text)
    .replace(NOT_XML, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
