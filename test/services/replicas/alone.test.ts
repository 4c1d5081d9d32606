// One process without Redis wakes its own work, tells its own news and leads.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createAlone } from '../../../src/services/replicas/alone.js';
import { createLocalQueue } from '../../../src/services/replicas/local-queue.js';

const log = pino({ level: 'silent' });

/** Work that goes on until it is let go. */
function slowWork() {
  const begun: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    begun,
    work: async (id: string): Promise<void> => {
      begun.push(id);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    },
    letGo: () => waiting.shift()?.(),
  };
}

test('a wake-up is worked on at once, by whoever attends its topic', () => {
  const { queue } = createAlone(log);
  const runs: string[] = [];
  queue.wake('run', 'R-0');
  queue.attend('run', async (id) => void runs.push(id));
  queue.wake('run', 'R-1');
  queue.wake('request', 'R-2');
  expect(runs).toEqual(['R-1']);
});

test('woken while it is worked on, an id is worked on once more afterwards, however often it was', async () => {
  const { queue } = createAlone(log);
  const slow = slowWork();
  queue.attend('run', slow.work);
  queue.wake('run', 'R-1');
  queue.wake('run', 'R-1');
  queue.wake('run', 'R-1');
  queue.wake('run', 'R-2');
  expect(slow.begun).toEqual(['R-1', 'R-2']);
  slow.letGo();
  await expect.poll(() => slow.begun).toEqual(['R-1', 'R-2', 'R-1']);
  slow.letGo();
  slow.letGo();
  queue.leave();
  queue.wake('run', 'R-1');
  await expect.poll(() => slow.begun).toEqual(['R-1', 'R-2', 'R-1', 'R-1']);
});

test('work that throws is worked on again at the next wake-up', async () => {
  const { queue } = createAlone(log);
  let turns = 0;
  queue.attend('run', async () => {
    turns += 1;
    throw new Error('not today');
  });
  queue.wake('run', 'R-1');
  await expect.poll(() => turns).toBe(1);
  queue.wake('run', 'R-1');
  await expect.poll(() => turns).toBe(2);
});

test('closed it begins nothing more, not even what was woken again', async () => {
  const queue = createLocalQueue(log);
  const slow = slowWork();
  queue.attend('run', slow.work);
  const working = queue.work('run', 'R-1');
  void queue.work('run', 'R-1');
  queue.close();
  await queue.work('run', 'R-2');
  slow.letGo();
  await working;
  expect(slow.begun).toEqual(['R-1']);
});

test('news reach every listener here, also after one that throws', () => {
  const { news } = createAlone(log);
  const heard: unknown[] = [];
  news.listen(() => {
    throw new Error('deaf');
  });
  news.listen((told) => heard.push(told));
  news.tell({ kind: 'interrupt', run: 'R-1' });
  expect(heard).toEqual([{ kind: 'interrupt', run: 'R-1' }]);
});

test('it leads, and has neither budget nor cache to share', () => {
  const alone = createAlone(log);
  expect(alone.election.isLeader()).toBe(true);
  expect([alone.limit, alone.cache, alone.probe]).toEqual([null, null, null]);
});
