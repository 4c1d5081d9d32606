// What the replicas stand on goes away under their work: MongoDB as a whole, its primary again and again, Redis flushed and
// killed. What was acknowledged is not lost, what can't be stored is not acknowledged, and everything goes on afterwards.
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../../sandbox/company.js';
import { startRedisServer } from '../../sandbox/redis-server.js';
import { openLane, type Lane, type Weather } from './lives.js';
import { mongoMemory } from './memory.js';
import { alert } from './stories/alert.js';
import { cancelled } from './stories/cancelled.js';
import { job } from './stories/outside.js';
import { restore } from './stories/restore.js';

const stories = [restore, alert, job, cancelled];
/** Into the story, milliseconds. */
const soon = [300, 1_500];
/** PPM_CRASH_AWAY=60 has it away for the whole minute. */
const awayMs = Number(process.env['PPM_CRASH_AWAY'] ?? 8) * 1_000;

const wait = (millis: number, over: AbortSignal): Promise<void> =>
  pause(millis, undefined, { signal: over }).catch(() => undefined);

describe('MongoDB', () => {
  let lane: Lane;
  beforeAll(() => {
    lane = openLane({ memory: mongoMemory });
  });
  afterAll(() => lane.close());

  const gone =
    (after: number, death: boolean): Weather =>
    async ({ memory, replicas }, over) => {
      await wait(after, over);
      await memory.setAway?.(true);
      await pause(awayMs / 2);
      if (death) await replicas[0]?.bot.kill('SIGKILL');
      await pause(awayMs / 2);
      await memory.setAway?.(false);
    };

  test.each(stories)('away for a while: $name', async (story) => {
    const found: string[] = [];
    for (const after of soon)
      found.push(...(await lane.live(story, null, gone(after, false))).faults);
    found.push(...(await lane.live(story, null, gone(soon[0] ?? 0, true))).faults);
    expect(found).toEqual([]);
  });

  test.each(stories)('another primary every other second: $name', async (story) => {
    const { faults } = await lane.live(story, null, async ({ memory }, over) => {
      while (!over.aborted) {
        await wait(2_000, over);
        await memory.changePrimary?.();
      }
    });
    expect(faults).toEqual([]);
  });
});

describe('Redis', async () => {
  const redis = await startRedisServer(credentials.redisPassword);
  let lane: Lane;
  beforeAll(() => {
    lane = openLane({ memory: mongoMemory, ...(redis ? { redisUrl: redis.url } : {}) });
  });
  afterAll(async () => {
    await lane.close();
    await redis?.close();
  });

  test.skipIf(redis === null).each(stories)('flushed every half second: $name', async (story) => {
    const client = new Redis(redis?.url ?? '');
    const { faults } = await lane.live(story, null, async (_cast, over) => {
      while (!over.aborted) {
        await client.flushall();
        await wait(500, over);
      }
    });
    client.disconnect();
    expect(faults).toEqual([]);
  });

  test.skipIf(redis === null)('killed in the middle, and gone for good', async () => {
    const found: string[] = [];
    const dies = async (over: AbortSignal): Promise<void> => {
      await wait(soon[1] ?? 0, over);
      await redis?.kill();
    };
    for (const story of stories)
      found.push(...(await lane.live(story, null, (_cast, over) => dies(over))).faults);
    expect(found).toEqual([]);
  });
});
