import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { Interrupts } from '../../../src/cli/interrupts.js';

describe('Interrupts', () => {
  let now: number;
  let said: string[];
  let exits: number[];
  let interrupts: Interrupts;
  beforeEach(() => {
    now = 1000;
    said = [];
    exits = [];
    interrupts = new Interrupts(
      (text) => said.push(text),
      (code) => exits.push(code),
      () => now,
    );
  });

  it('asks the work to stop at the first, ends the process at the second', () => {
    interrupts.receive('SIGINT');
    expect(interrupts.signal.aborted).to.equal(true);
    expect(said).to.deep.equal(['stopping; once more to stop at once']);
    expect(exits).to.deep.equal([]);
    now += 1000;
    interrupts.receive('SIGINT');
    expect(exits).to.deep.equal([130]);
  });

  it('takes what a terminal and a parent send for one Ctrl-C as one', () => {
    interrupts.receive('SIGINT');
    now += 50;
    interrupts.receive('SIGINT');
    expect(exits).to.deep.equal([]);
  });

  it('leaves signals to the program that does the work, as long as it does', () => {
    const got: NodeJS.Signals[] = [];
    const child = Object.assign(new EventEmitter(), { kill: (signal: NodeJS.Signals) => got.push(signal) });
    interrupts.delegate(child);
    interrupts.receive('SIGTERM');
    expect(got).to.deep.equal(['SIGTERM']);
    expect(interrupts.signal.aborted).to.equal(false);
    child.emit('exit');
    interrupts.receive('SIGTERM');
    expect(interrupts.signal.aborted).to.equal(true);
  });
});
