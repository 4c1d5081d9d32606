// The same for the one process on SQLite that `npm start` is: killed at each of its writes, nobody else goes on meanwhile.
import { afterAll, expect, test } from 'vitest';
import { closeAll, openLanes, tell } from './lanes.js';
import { killsIn, liveThrough } from './lives.js';
import { sqliteMemory } from './memory.js';
import { restore } from './stories/restore.js';

const lanes = openLanes({ memory: sqliteMemory, count: 1 });
afterAll(() => closeAll(lanes));

test('a table is restored', async () => {
  const lived = await liveThrough(restore, lanes, (counts) => killsIn(counts, true));
  tell(restore, lived);
  expect(lived.faults).toEqual([]);
  expect(lived.points).toBeGreaterThan(0);
  expect(lived.unmet).toBeLessThan(lived.points / 2);
});
