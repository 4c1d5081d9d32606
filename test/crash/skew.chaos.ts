// The clocks of the replicas are wrong by half a minute, one ahead and one behind, and Slack takes its time: what one of them
// is about to do looks long overdue to another.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLane, type Lane } from './lives.js';
import { mongoMemory } from './memory.js';
import { alert } from './stories/alert.js';
import { command } from './stories/command.js';
import { deploy, job } from './stories/outside.js';
import { restore } from './stories/restore.js';

const skews = [0, 30_000, -30_000];
/** How often each story is played: who comes first is chance. */
const times = 6;

let lane: Lane;
beforeAll(() => {
  lane = openLane({ memory: mongoMemory, skews, slackLatencyMs: 300 });
});
afterAll(() => lane.close());

test.each([restore, alert, job, deploy, command])('$name', async (story) => {
  const found: string[] = [];
  for (let life = 0; life < times; life += 1) found.push(...(await lane.live(story, null)).faults);
  expect(found).toEqual([]);
});
