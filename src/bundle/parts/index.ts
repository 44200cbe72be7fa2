/** Every part of the bundle; built in the order of their needs, otherwise in this one. */
import type { Part } from '../part.js';
import { box } from './box.js';
import { busybox } from './busybox.js';
import { cniPlugins, coredns, flannel, metricsServer } from './go-modules.js';
import { images } from './images.js';
import { kubernetes } from './kubernetes.js';
import { rpms } from './rpms.js';

export const PARTS: readonly Part[] = [
  kubernetes,
  cniPlugins,
  coredns,
  flannel,
  metricsServer,
  busybox,
  images,
  rpms,
  box,
];
