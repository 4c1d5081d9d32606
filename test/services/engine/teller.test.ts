// How often a step's notes are written, on a clock that the test moves.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemActor } from '../../../src/core/actor.js';
import { Problem } from '../../../src/core/problem.js';
import type { RunEvent } from '../../../src/core/run-machine.js';
import { newRun } from '../../../src/core/run.js';
import { createTeller } from '../../../src/services/engine/teller.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const run = newRun({
  id: 'R-AAAAAA',
  operation: 'lamp.switch',
  input: {},
  risk: 'routine',
  requestedBy: systemActor,
  channel: 'C1',
  requestId: 'request',
  undoOf: null,
  quiet: false,
  createdAt: 0,
});

/** A teller whose writes are listed with their time, and fail or take as long as `write` says. */
function open(write: () => Promise<void> = async () => {}) {
  const written: { at: number; note: string; reached?: number }[] = [];
  const complaints: unknown[] = [];
  const begun = Date.now();
  const records = {
    async change(id: string, event: RunEvent) {
      if (event.type !== 'step_noted') throw new Error(`${event.type} is none of its events`);
      expect({ id, owner: event.owner, step: event.step }).toEqual({
        id: run.id,
        owner: 'me',
        step: 'read',
      });
      const { note, reached } = event;
      written.push({
        at: Date.now() - begun,
        note,
        ...(reached === undefined ? {} : { reached }),
      });
      await write();
      return run;
    },
  };
  const log = { warn: (...said: unknown[]) => void complaints.push(said.at(-1)) };
  const teller = createTeller({ records, log }, { owner: 'me', run: run.id, step: 'read' });
  return { ...teller, written, complaints };
}

test('the first note is written at once, then one a second, the newest of each', async () => {
  const { tell, settle, written } = open();
  for (let at = 0; at < 35; at += 1) {
    tell(`${at}`);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(written).toEqual([
    { at: 0, note: '0' },
    { at: 1_000, note: '9' },
    { at: 2_000, note: '19' },
    { at: 3_000, note: '29' },
  ]);
  await settle();
  expect(written.at(-1)).toEqual({ at: 3_500, note: '34' });
});

test('nothing is written twice, and nothing where nothing was told', async () => {
  const { tell, settle, written } = open();
  tell('once');
  await vi.advanceTimersByTimeAsync(10_000);
  await settle();
  expect(written).toEqual([{ at: 0, note: 'once' }]);
});

test('a slow store has one write under way, and the second is counted from its end', async () => {
  const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, 5_000));
  const { tell, settle, written } = open(slowly);
  for (let at = 0; at < 14; at += 1) {
    tell(`${at}`);
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(written).toEqual([
    { at: 0, note: '0' },
    { at: 6_000, note: '11' },
  ]);
  const settled = settle();
  await vi.advanceTimersByTimeAsync(20_000);
  await settled;
  expect(written.map(({ note }) => note)).toEqual(['0', '11', '13']);
});

test('after the end nothing is written, and no timer is left', async () => {
  const { tell, settle, written } = open();
  tell('1');
  await vi.advanceTimersByTimeAsync(100);
  tell('2');
  await settle();
  expect(vi.getTimerCount()).toBe(0);
  tell('3');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(written.map(({ note }) => note)).toEqual(['1', '2']);
});

test('a step that tells only after its end is not heard', async () => {
  const { tell, settle, written } = open();
  await settle();
  tell('late');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(written).toEqual([]);
});

test('what the store refuses is logged and never thrown, and the next note is tried', async () => {
  const { tell, settle, written, complaints } = open(async () => {
    throw new Problem('store_unavailable', 'The disk is full.', 'Make room.');
  });
  tell('1');
  await vi.advanceTimersByTimeAsync(1_000);
  tell('2');
  await settle();
  expect(written.map(({ note }) => note)).toEqual(['1', '2']);
  expect(complaints).toEqual(Array(2).fill('the progress of a step was not stored'));
});

test('a lease that was lost is left to the heartbeat', async () => {
  const { tell, settle, complaints } = open(async () => {
    throw new Problem('lease_lost', 'Somebody else works on it.', 'Stop.');
  });
  tell('1');
  await settle();
  expect(complaints).toEqual([]);
});

test('a measure that is no number is left out: it could not be read back', async () => {
  const { tell, settle, written } = open();
  tell('half', 5);
  await vi.advanceTimersByTimeAsync(1_000);
  tell('odd', 0 / 0);
  await settle();
  expect(written).toEqual([
    { at: 0, note: 'half', reached: 5 },
    { at: 1_000, note: 'odd' },
  ]);
});
