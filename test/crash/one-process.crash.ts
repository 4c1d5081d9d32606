// The same for the one process on SQLite that `npm start` is: killed at each of its writes, nobody else goes on meanwhile.
import { afterAll, expect, test } from 'vitest';
import { closeAll, doubts, openLanes } from './lanes.js';
import { killsIn, liveThrough } from './lives.js';
import { sqliteMemory } from './memory.js';
import { restore } from './stories/restore.js';

const lanes = openLanes({ memory: sqliteMemory, count: 1 });
afterAll(() => closeAll(lanes));

test('a table is restored', async () => {
  const lived = await liveThrough(restore, lanes, (counts) => killsIn(counts, true));
  expect(doubts(restore, lived)).toEqual([]);
});
