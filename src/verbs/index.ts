/** Every verb, in the order of the help. Adding one adds a file beside this one and a line here. */
import { bundle } from './bundle.js';
import { check } from './check.js';
import { complete } from './complete.js';
import { completion } from './completion.js';
import { config } from './config.js';
import { curl } from './curl.js';
import { doctor } from './doctor.js';
import { down } from './down.js';
import { hint } from './hint.js';
import { kubectl } from './kubectl.js';
import { list } from './list.js';
import { logs } from './logs.js';
import { newExercise } from './new.js';
import { plan } from './plan.js';
import { prove } from './prove.js';
import { provision } from './provision.js';
import { render } from './render.js';
import { report } from './report.js';
import { reset } from './reset.js';
import { solve } from './solve.js';
import { ssh } from './ssh.js';
import { start } from './start.js';
import { status } from './status.js';
import { test } from './test.js';
import { up } from './up.js';
import { watch } from './watch.js';
import type { Verb } from './verb.js';

export const VERBS: readonly Verb[] = [
  up,
  test,
  status,
  doctor,
  logs,
  list,
  start,
  check,
  watch,
  hint,
  solve,
  reset,
  report,
  newExercise,
  prove,
  plan,
  down,
  ssh,
  kubectl,
  curl,
  render,
  config,
  bundle,
  completion,
  complete,
  provision,
];
