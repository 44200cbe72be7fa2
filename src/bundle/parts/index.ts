/** Every part of the bundle; built in the order of their needs, otherwise in this one. */
import type { Part } from '../part.js';

export const PARTS: readonly Part[] = [];
