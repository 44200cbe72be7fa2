import type { Text, Values } from './text.js';

/**
 * Thrown by a helper when what it looks with is gone or another: the check fails, in words, whatever its own reasons are.
 * (An error would say that it is not the student's fault, and for ever.)
 */
export class Unseen extends Error {
  override readonly name = 'Unseen';

  constructor(
    readonly why: Text,
    readonly values: Values,
  ) {
    super(why.en);
  }
}
