/** Every verb, in the order of the help. Adding one adds a file beside this one and a line here. */
import { bundle } from './bundle.js';
import { complete } from './complete.js';
import { completion } from './completion.js';
import { config } from './config.js';
import { curl } from './curl.js';
import { down } from './down.js';
import { kubectl } from './kubectl.js';
import { plan } from './plan.js';
import { provision } from './provision.js';
import { render } from './render.js';
import { ssh } from './ssh.js';
import { status } from './status.js';
import { test } from './test.js';
import { up } from './up.js';
import type { Verb } from './verb.js';

export const VERBS: readonly Verb[] = [up, test, status, plan, down, ssh, kubectl, curl, render, config, bundle, completion, complete, provision];
