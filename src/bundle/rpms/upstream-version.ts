/**
 * @param described a Debian package as describeDeb says it: `containerd 1.6.20~ds1-1+deb12u3`
 * @returns the version that upstream gave it: `1.6.20`
 */
export function upstreamVersion(described: string): string {
  const version = /^\S+ (?:\d+:)?(\d+(?:\.\d+)*)/.exec(described)?.[1];
  if (version === undefined) throw new Error(`no version in "${described}"`);
  return version;
}
