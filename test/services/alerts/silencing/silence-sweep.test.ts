// The loop that ends silences and finishes what was begun.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAlerts } from '../../../../src/services/alerts/alert-memory.js';
import { silences, type Silence } from '../../../../src/services/alerts/records.js';
import { startSilenceSweep } from '../../../../src/services/alerts/silencing/silence-sweep.js';
import type { Loop } from '../../../../src/services/every.js';
import { ana, group, hour, log, openWorld, start, type World } from './samples.js';

let world: World;
let loops: Loop[];
beforeEach(() => {
  world = openWorld();
  loops = [];
});
afterEach(async () => {
  await Promise.all(loops.map((loop) => loop.stop()));
  await world.close();
});

/** One whole pass of a process of its own. */
async function sweep(): Promise<void> {
  const loop = startSilenceSweep({ ...world.parts, log });
  await loop.stop();
}

async function silence(): Promise<string> {
  const [made] = await createAlerts(world.parts).silence({
    id: null,
    match: { alertname: 'APIDown' },
    reason: 'migration',
    until: start + hour,
    by: ana,
    requestId: 'request',
  });
  return made?.id ?? '';
}
const stored = async (id: string): Promise<Silence | undefined> =>
  (await world.store.get(silences, id))?.doc;

test('a silence ends when its time is up, once, and its groups are looked at again', async () => {
  await world.put(group('G-AAAAAA'));
  const id = await silence();
  await sweep();
  expect((await stored(id))?.endedAt).toBeNull();
  world.clock.at = start + hour;
  await Promise.all([sweep(), sweep()]);
  expect((await stored(id))?.endedAt).toBe(start + hour);
  expect((await world.get('G-AAAAAA')).hold).toBeNull();
  expect(new Set(world.reconsidered)).toEqual(new Set(['G-AAAAAA']));
  world.clock.at += 1_000;
  await sweep();
  expect((await stored(id))?.endedAt).toBe(start + hour);
});

test('an end that a process began is finished by another', async () => {
  await world.put(group('G-AAAAAA'));
  const id = await silence();
  const dying = createAlerts({
    ...world.parts,
    reconsider: () => Promise.reject(new Error('the process died')),
  });
  await expect(dying.endSilence(id, ana)).rejects.toThrow('died');
  await sweep();
  expect((await stored(id))?.endedAt).toBe(start);
});

test('a group that was written just after the end is freed all the same', async () => {
  const id = await silence();
  await createAlerts(world.parts).endSilence(id, ana);
  await world.put(group('G-AAAAAA', { hold: { kind: 'silence', id } }));
  world.clock.at += 2_000;
  await sweep();
  expect((await world.get('G-AAAAAA')).hold).toBeNull();
  expect(world.reconsidered).toEqual(['G-AAAAAA']);
});

test('a group that a beginning silence missed is held some seconds later', async () => {
  const id = await silence();
  await world.put(group('G-AAAAAA'));
  await sweep();
  expect((await world.get('G-AAAAAA')).hold).toBeNull();
  world.clock.at += 5_000;
  await sweep();
  expect((await world.get('G-AAAAAA')).hold).toEqual({ kind: 'silence', id });
  expect((await stored(id))?.held).toBe(1);
});

test('it runs by itself', async () => {
  const id = await silence();
  loops.push(startSilenceSweep({ ...world.parts, log }));
  world.clock.at = start + hour;
  await expect.poll(async () => (await stored(id))?.endedAt, { timeout: 5_000 }).not.toBeNull();
});

test('a pass that fails is told and does not end the loop', async () => {
  const warn = vi.spyOn(log, 'warn');
  const list = vi.spyOn(world.store, 'list').mockRejectedValue(new Error('away'));
  const loop = startSilenceSweep({ ...world.parts, log });
  loops.push(loop);
  await expect.poll(() => warn.mock.calls.length).toBe(1);
  loop.wake();
  await expect.poll(() => warn.mock.calls.length).toBe(2);
  list.mockRestore();
});
