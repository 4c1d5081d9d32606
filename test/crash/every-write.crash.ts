// kill -9 at every write of every kind of run, of an alert with its incident and its calls, and of all their cards: before it
// is made, and after it is made and before its reply is seen. Three replicas on MongoDB; who makes the write dies, the others
// go on, and a second later it is back. Which writes there are is what a life that nobody disturbs has shown.
import { afterAll, expect, test } from 'vitest';
import { closeAll, doubts, openLanes } from './lanes.js';
import { killsIn, liveThrough } from './lives.js';
import { mongoMemory } from './memory.js';
import { alert } from './stories/alert.js';
import { cancelled } from './stories/cancelled.js';
import { command } from './stories/command.js';
import { deploy, job } from './stories/outside.js';
import { posting } from './stories/posting.js';
import { restore } from './stories/restore.js';

const lanes = openLanes({ memory: mongoMemory });
afterAll(() => closeAll(lanes));

test.each([
  { story: restore, both: true },
  { story: alert, both: false },
  { story: job, both: false },
  { story: deploy, both: false },
  { story: command, both: false },
  { story: cancelled, both: false },
  { story: posting, both: true },
])('$story.name', async ({ story, both }) => {
  const lived = await liveThrough(story, lanes, (counts) => killsIn(counts, both));
  expect(doubts(story, lived)).toEqual([]);
});
