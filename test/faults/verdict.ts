/** How a scenario says what it has seen. */

export class Wrong extends Error {}

/** It cannot happen on this machine, and why. */
export class LeftOut extends Error {}

export function must(holds: boolean, what: string, seen: string): asserts holds {
  if (!holds) throw new Wrong(`${what}; seen: ${seen.trim().split('\n').slice(-12).join(' ⏎ ')}`);
}
